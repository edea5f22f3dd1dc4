import type { DatabaseSync } from 'node:sqlite'
import {
  atomically,
  type BlockCursor,
  CursorTable,
  decodePosting,
  encodePosting,
  type Posting,
  type Row,
} from '@assay/service'
import type { Hex } from 'viem'

/** A request of the kind that is watched. */
export type WatchedRequest = Posting & { job: Hex; blockNumber: bigint }

/** What a worker signed: this output root answers that request. */
export type Claim = {
  /** The id under which the dispute knows it. */
  id: Hex
  job: Hex
  seat: number
  worker: Hex
  outputRoot: Hex
  /** Where the result arrived. */
  blockNumber: bigint
}

/**
 * new: not looked at; demanded: its input is asked for on chain; right: re-run, and equal; wrong: re-run, and different; left: not checked, and why;
 * closed: nothing more to do about it.
 */
export type ClaimState = 'new' | 'demanded' | 'right' | 'wrong' | 'left' | 'closed'

export type KnownClaim = Claim & {
  state: ClaimState
  /** Last second in which a challenge counts (unix seconds), once known. */
  until: number | undefined
  /** Why it waits or was left, or how it ended. */
  detail: string | undefined
  /** What a challenge needs, once it was re-run and found wrong. */
  own: OwnRun | undefined
}

/** What this watcher's run of a wrong result gave, and the salt of its commitment to challenge it. */
export type OwnRun = {
  /** What the output root should be. */
  outputRoot: Hex
  traceRoot: Hex
  /** How many steps and outputs the program has: the bond depends on them. */
  steps: number
  outputs: number
  salt: Hex
}

/** A demand of this watcher, and its fee in the token's smallest unit. */
export type LockedDemand = { demand: bigint; job: Hex; fee: bigint }

/** What disputes earned and cost, in the token's smallest unit, since the journal began. */
export type Totals = { rewards: bigint; bondsLost: bigint; demandFees: bigint; gas: bigint }

/** What a watcher remembers: which results it saw, what it thinks of them, and what its disputes earned. */
export class ClaimJournal {
  readonly #database: DatabaseSync
  readonly #cursor: CursorTable

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#cursor = new CursorTable(database, 'claims')
  }

  /** Writes what was read and how far down together, so that nothing is missed. */
  advance(
    requests: readonly WatchedRequest[],
    claims: readonly Claim[],
    cursor: BlockCursor,
  ): void {
    atomically(this.#database, () => {
      const insertRequest = this.#database.prepare(
        `INSERT INTO requests (job, posting, block_number, read_at) VALUES (?, ?, ?, unixepoch())
         ON CONFLICT (job) DO UPDATE SET block_number = excluded.block_number`,
      )
      for (const request of requests) {
        insertRequest.run(request.job, encodePosting(request), Number(request.blockNumber))
      }
      const insertClaim = this.#database.prepare(
        `INSERT INTO claims (id, job, seat, worker, output_root, block_number, state)
         VALUES (?, ?, ?, ?, ?, ?, 'new')
         -- The same result in another block can be challenged until another time.
         ON CONFLICT (id) DO UPDATE SET block_number = excluded.block_number, seat = excluded.seat, until = NULL,
           state = CASE state WHEN 'left' THEN 'new' ELSE state END, retry_at = 0
         WHERE block_number <> excluded.block_number`,
      )
      for (const { id, job, seat, worker, outputRoot, blockNumber } of claims) {
        insertClaim.run(id, job, seat, worker, outputRoot, Number(blockNumber))
      }
      this.#cursor.write(cursor)
    })
  }

  cursor(): BlockCursor | undefined {
    return this.#cursor.read()
  }

  /** After a reorganisation: what was closed in undone blocks may be open again, and each can be challenged until another time. */
  rewind(fromBlock: bigint): void {
    this.#database
      .prepare(
        `UPDATE claims SET until = NULL,
           state = CASE WHEN state <> 'closed' THEN state WHEN own IS NULL THEN 'new' ELSE 'wrong' END
         WHERE block_number >= ?`,
      )
      .run(Number(fromBlock))
  }

  request(job: Hex): WatchedRequest | undefined {
    const row = this.#database.prepare('SELECT * FROM requests WHERE job = ?').get(job) as
      | Row
      | undefined
    if (row === undefined) return undefined
    const blockNumber = BigInt(row.block_number as number)
    return { job, ...decodePosting(row.posting as Hex), blockNumber }
  }

  /** Claims of which it is not known yet how long they can be challenged, oldest first. */
  undatedClaims(now: number, limit: number): KnownClaim[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM claims WHERE state IN ('new', 'wrong') AND until IS NULL AND retry_at <= ?
         ORDER BY block_number, id LIMIT ?`,
      )
      .all(now, limit) as Row[]
    return rows.map(knownClaim)
  }

  setUntil(id: Hex, until: number): void {
    this.#database.prepare('UPDATE claims SET until = ? WHERE id = ?').run(until, id)
  }

  /** Claims to re-run, those first whose windows end first. */
  dueClaims(now: number, limit: number): KnownClaim[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM claims WHERE state = 'new' AND until >= ? AND retry_at <= ?
         ORDER BY until, block_number, id LIMIT ?`,
      )
      .all(now, now, limit) as Row[]
    return rows.map(knownClaim)
  }

  /** Leaves the claims that can't be challenged any more, with what kept them from being re-run. */
  leaveOutdated(now: number): KnownClaim[] {
    const rows = this.#database
      .prepare(
        `UPDATE claims SET state = 'left', ended_at = unixepoch() WHERE state = 'new' AND until < ? RETURNING *`,
      )
      .all(now) as Row[]
    return rows.map(knownClaim)
  }

  /** Says why a claim can't be re-run now, and when to try again (unix seconds). */
  postpone(id: Hex, retryAt: number, detail: string): void {
    this.#database
      .prepare('UPDATE claims SET retry_at = ?, detail = ? WHERE id = ?')
      .run(retryAt, detail, id)
  }

  /** Claims that were found wrong and are not settled, or whose input is demanded, oldest first. */
  claimsIn(state: 'wrong' | 'demanded'): KnownClaim[] {
    const rows = this.#database
      .prepare('SELECT * FROM claims WHERE state = ? ORDER BY block_number, id')
      .all(state) as Row[]
    return rows.map(knownClaim)
  }

  /** How many claims are in each state. */
  counts(): Partial<Record<ClaimState, number>> {
    const rows = this.#database
      .prepare('SELECT state, count(*) AS count FROM claims GROUP BY state')
      .all() as Row[]
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]))
  }

  setState(id: Hex, state: ClaimState, detail?: string): void {
    this.#database
      .prepare('UPDATE claims SET state = ?, detail = ?, ended_at = unixepoch() WHERE id = ?')
      .run(state, detail ?? null, id)
  }

  /**
   * Forgets claims that ended before a time (milliseconds) and were made below a block, requests that can get no result any more, and
   * inputs that nothing needs.
   */
  prune(before: number, belowBlock: bigint): void {
    const time = Math.floor(before / 1000)
    const ended = `state IN ('closed', 'left', 'right')`
    atomically(this.#database, () => {
      this.#database
        .prepare(`DELETE FROM claims WHERE ${ended} AND ended_at < ? AND block_number < ?`)
        .run(time, Number(belowBlock))
      const idle = this.#database
        .prepare(
          `SELECT job, posting FROM requests WHERE read_at < ? AND block_number < ?
           AND job NOT IN (SELECT job FROM claims) AND job NOT IN (SELECT job FROM demands)`,
        )
        .all(time, Number(belowBlock)) as { job: string; posting: Hex }[]
      const forget = this.#database.prepare('DELETE FROM requests WHERE job = ?')
      for (const { job, posting } of idle) {
        const { expiry, lockFor } = decodePosting(posting).request.offer
        // A worker that claims in the last second has its time to commit and to open, and others have theirs.
        if (expiry + 4 * lockFor < time) forget.run(job)
      }
      const { needed } = this.#database
        .prepare(
          `SELECT count(*) AS needed FROM claims WHERE state IN ('wrong', 'demanded')
           OR (state = 'new' AND detail = 'input-shown')`,
        )
        .get() as { needed: number }
      if (needed === 0) this.#database.exec('DELETE FROM inputs')
    })
  }

  /** Writes down that a claim is wrong, with all that is needed to show it, before anything is sent. */
  setWrong(id: Hex, own: OwnRun, input: { root: Hex; bytes: Uint8Array }): void {
    atomically(this.#database, () => {
      this.putInput(input.root, input.bytes)
      this.#database
        // A salt that is in use stays: the commitment with it may be on its way.
        .prepare(
          `UPDATE claims SET state = 'wrong', detail = NULL, own = coalesce(own, ?) WHERE id = ?`,
        )
        .run(JSON.stringify(own), id)
    })
  }

  /** Keeps an input that was shown on chain, or that is needed to the end of a game. */
  putInput(root: Hex, bytes: Uint8Array): void {
    this.#database
      .prepare('INSERT INTO inputs (root, bytes) VALUES (?, ?) ON CONFLICT (root) DO NOTHING')
      .run(root, bytes)
  }

  input(root: Hex): Uint8Array | undefined {
    const row = this.#database.prepare('SELECT bytes FROM inputs WHERE root = ?').get(root) as
      | Row
      | undefined
    return row?.bytes as Uint8Array | undefined
  }

  /** Records a demand of this watcher, whose fee is locked from then on. */
  keepDemand({ demand, job, fee }: LockedDemand): void {
    this.#database
      .prepare(
        'INSERT INTO demands (number, job, fee) VALUES (?, ?, ?) ON CONFLICT (number) DO NOTHING',
      )
      .run(Number(demand), job, String(fee))
  }

  /** Sets when to look at a demand again (unix seconds). */
  postponeDemand(demand: bigint, askAt: number): void {
    this.#database
      .prepare('UPDATE demands SET ask_at = ? WHERE number = ?')
      .run(askAt, Number(demand))
  }

  /** Forgets a demand whose fee is locked no more. */
  dropDemand(demand: bigint): void {
    this.#database.prepare('DELETE FROM demands WHERE number = ?').run(Number(demand))
  }

  /** The demands whose fees are locked; some of them are not due to be looked at yet. */
  lockedDemands(): (LockedDemand & { askAt: number })[] {
    const rows = this.#database.prepare('SELECT * FROM demands ORDER BY number').all() as Row[]
    return rows.map((row) => ({
      demand: BigInt(row.number as number),
      job: row.job as Hex,
      fee: BigInt(row.fee as string),
      askAt: row.ask_at as number,
    }))
  }

  /** Adds to what disputes earned or cost; the same key counts once. */
  book(key: string, kind: keyof Totals, amount: bigint): boolean {
    const { changes } = this.#database
      .prepare(
        'INSERT INTO money (key, kind, amount) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
      )
      .run(key, kind, String(amount))
    return Number(changes) > 0
  }

  totals(): Totals {
    const totals: Totals = { rewards: 0n, bondsLost: 0n, demandFees: 0n, gas: 0n }
    const rows = this.#database.prepare('SELECT kind, amount FROM money').all() as Row[]
    for (const row of rows) totals[row.kind as keyof Totals] += BigInt(row.amount as string)
    return totals
  }

  /** A value that was drawn once and is the same after every restart. */
  secret(name: string, draw: () => Hex): Hex {
    this.#database
      .prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING')
      .run(name, draw())
    const row = this.#database.prepare('SELECT value FROM secrets WHERE name = ?').get(name) as Row
    return row.value as Hex
  }
}

function knownClaim(row: Row): KnownClaim {
  return {
    id: row.id as Hex,
    job: row.job as Hex,
    seat: Number(row.seat),
    worker: row.worker as Hex,
    outputRoot: row.output_root as Hex,
    blockNumber: BigInt(row.block_number as number),
    state: row.state as ClaimState,
    until: (row.until as number | null) ?? undefined,
    detail: (row.detail as string | null) ?? undefined,
    own: row.own === null ? undefined : (JSON.parse(row.own as string) as OwnRun),
  }
}
