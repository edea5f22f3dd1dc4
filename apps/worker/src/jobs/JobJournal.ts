import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Receipt } from '@assay/protocol'
import {
  atomically,
  type BlockCursor,
  CursorTable,
  decodePosting,
  encodePosting,
  GroupCommit,
  type Posting,
  type Row,
  relaxed,
} from '@assay/service'
import type { Hex } from 'viem'

/** A request that was posted, as its event told it. */
export type KnownJob = Posting & { id: Hex; blockNumber: bigint }

/** A job that may still need something. Its input stays on the disk, since anyone can post many. */
export type OpenJob = Pick<KnownJob, 'id' | 'request' | 'blockNumber'> & {
  /** The input stands on chain. */
  inline: boolean
}

/** A result that this worker computed and signed. */
export type JobResult = {
  receipt: Receipt
  signature: Hex
  /** The key that signed for the worker's account; '0x' where that signed itself. */
  signer: Hex
  output: Uint8Array
}

/** Of how many jobs is remembered whether they have a result. */
const REMEMBERED = 10_000

/** What a worker remembers of jobs: which it saw, and what it computed for them. */
export class JobJournal {
  readonly #database: DatabaseSync
  readonly #cursor: CursorTable
  readonly #group: GroupCommit
  readonly #isStored: StatementSync
  readonly #readResult: StatementSync
  /** Which jobs have results: it is asked for all that are owed, at every look and every request. */
  readonly #hasResult = new Map<Hex, boolean>()
  /** Open jobs that were decoded already. */
  #open = new Map<Hex, OpenJob>()

  /** @param group shared with the database's other journals */
  constructor(database: DatabaseSync, group = new GroupCommit(database)) {
    this.#database = database
    this.#cursor = new CursorTable(database, 'jobs')
    this.#group = group
    this.#isStored = database.prepare('SELECT 1 FROM results WHERE job = ?')
    this.#readResult = database.prepare('SELECT * FROM results WHERE job = ?')
  }

  /** Writes jobs and how far was read down together, so that none is missed and none read twice. */
  advance(jobs: readonly KnownJob[], cursor: BlockCursor): void {
    const write = () => {
      const insert = this.#database.prepare(
        // Read again, it changes nothing; from another block, or after a node did not know the job, it is open again.
        `INSERT INTO jobs (id, posting, block_number) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET block_number = excluded.block_number, closed = NULL
         WHERE block_number <> excluded.block_number OR closed = 'gone'`,
      )
      for (const job of jobs) insert.run(job.id, encodePosting(job), Number(job.blockNumber))
      this.#cursor.write(cursor)
    }
    relaxed(this.#database, () => atomically(this.#database, write))
    for (const { id, request, blockNumber, input } of jobs)
      this.#open.set(id, { id, request, blockNumber, inline: input.data !== '0x' })
  }

  cursor(): BlockCursor | undefined {
    return this.#cursor.read()
  }

  /** Jobs that may still need something, oldest first. */
  openJobs(): OpenJob[] {
    const rows = this.#database
      .prepare('SELECT id, block_number FROM jobs WHERE closed IS NULL ORDER BY block_number, id')
      .all() as { id: Hex; block_number: number }[]
    const jobs = rows.map(({ id, block_number }) => {
      const known = this.#open.get(id)
      const blockNumber = BigInt(block_number)
      if (known?.blockNumber === blockNumber) return known
      const { request, input } = this.job(id)!
      return { id, request, blockNumber, inline: input.data !== '0x' }
    })
    this.#open = new Map(jobs.map((job) => [job.id, job]))
    return jobs
  }

  job(id: Hex): KnownJob | undefined {
    const row = this.#database.prepare('SELECT * FROM jobs WHERE id = ?').get(id) as Row | undefined
    return row && knownJob(row)
  }

  /** Says that a job needs no more attention, and why. */
  close(id: Hex, reason: string): void {
    this.closeAll([{ id, reason }])
  }

  closeAll(jobs: readonly { id: Hex; reason: string }[]): void {
    if (jobs.length === 0) return
    const update = this.#database.prepare(
      'UPDATE jobs SET closed = ?, closed_at = unixepoch() WHERE id = ?',
    )
    const write = () => {
      for (const { id, reason } of jobs) update.run(reason, id)
    }
    relaxed(this.#database, () => atomically(this.#database, write))
  }

  /** Looks again at jobs that were closed for a reason, such as after the configuration changed. */
  reopen(reasons: readonly string[]): void {
    const update = this.#database.prepare('UPDATE jobs SET closed = NULL WHERE closed = ?')
    for (const reason of reasons) update.run(reason)
  }

  /**
   * Forgets jobs that were closed before a time (milliseconds) and posted below a block, and results that no job and no signed
   * request needs any more.
   */
  prune(before: number, belowBlock: bigint): void {
    const time = Math.floor(before / 1000)
    atomically(this.#database, () => {
      this.#database
        .prepare('DELETE FROM jobs WHERE closed IS NOT NULL AND closed_at < ? AND block_number < ?')
        .run(time, Number(belowBlock))
      const orphan =
        'job NOT IN (SELECT id FROM jobs) AND job NOT IN (SELECT id FROM signed_requests)'
      this.#database.prepare(`DELETE FROM results WHERE completed_at < ? AND ${orphan}`).run(time)
      this.#database.exec(`DELETE FROM salts WHERE ${orphan}`)
    })
    this.#hasResult.clear()
  }

  /** After a reorganisation: jobs of undone blocks may never have been, and ended ones may be open again. */
  rewind(fromBlock: bigint): void {
    this.#database
      .prepare('UPDATE jobs SET closed = NULL WHERE block_number >= ?')
      .run(Number(fromBlock))
  }

  /** Writes a result down before it is sent, so that it is computed and signed once; resolves once it is on the disk. */
  async putResult(job: Hex, result: JobResult): Promise<void> {
    await this.#group.write(() => this.#insertResult(job, result))
    this.#hasResult.set(job, true)
  }

  #insertResult(job: Hex, { receipt, signature, signer, output }: JobResult): void {
    this.#database
      .prepare(
        `INSERT INTO results (job, worker, output, output_root, evidence_hash, profile, completed_at, signature, signer)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job) DO NOTHING`,
      )
      .run(
        job,
        receipt.worker,
        output,
        receipt.outputRoot,
        receipt.evidenceHash,
        receipt.profile,
        Number(receipt.completedAt),
        signature,
        signer,
      )
  }

  /**
   * The salt of a job's commitment: written down before the commitment is sent, since nobody can open it without.
   *
   * @param fresh becomes the salt where there is none yet
   */
  keepSalt(job: Hex, fresh: Hex): Hex {
    this.#database
      .prepare('INSERT INTO salts (job, salt) VALUES (?, ?) ON CONFLICT (job) DO NOTHING')
      .run(job, fresh)
    return this.salt(job)!
  }

  salt(job: Hex): Hex | undefined {
    const row = this.#database.prepare('SELECT salt FROM salts WHERE job = ?').get(job) as
      | Row
      | undefined
    return row?.salt as Hex | undefined
  }

  result(job: Hex): JobResult | undefined {
    const row = this.#readResult.get(job) as Row | undefined
    if (row === undefined) return undefined
    return {
      receipt: {
        worker: row.worker as Hex,
        request: job,
        outputRoot: row.output_root as Hex,
        evidenceHash: row.evidence_hash as Hex,
        profile: row.profile as Hex,
        completedAt: BigInt(row.completed_at as number),
      },
      signature: row.signature as Hex,
      signer: row.signer as Hex,
      output: row.output as Uint8Array,
    }
  }

  hasResult(job: Hex): boolean {
    const known = this.#hasResult.get(job)
    if (known !== undefined) return known
    if (this.#hasResult.size >= REMEMBERED) this.#hasResult.clear()
    const isStored = this.#isStored.get(job) !== undefined
    this.#hasResult.set(job, isStored)
    return isStored
  }
}

function knownJob({ id, posting, block_number }: Row): KnownJob {
  const blockNumber = BigInt(block_number as number)
  return { id: id as Hex, ...decodePosting(posting as Hex), blockNumber }
}
