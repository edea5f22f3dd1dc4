import { randomBytes } from 'node:crypto'
import { commitTrace, type DisputeTrace, differs, outputRoot } from '@assay/program'
import { fetchInput } from '@assay/sdk'
import type { Fetcher, Log } from '@assay/service'
import { bytesToHex, type Hex } from 'viem'
import type { ClaimJournal, KnownClaim } from '../journal/ClaimJournal.ts'
import type { WatcherMetrics } from '../observe/createWatcherMetrics.ts'
import type { OpenProgram, ProgramLibrary } from '../programs/ProgramLibrary.ts'
import { ProgramUnavailable } from '../programs/ProgramUnavailable.ts'

/** The wait after a result that cannot be re-run: the first time, then twice as long each time, up to the most (seconds). */
const PATIENCE = { first: 5, most: 300 }

/** Why a result can't be re-run now. */
export type Obstacle =
  | 'program-unavailable'
  | 'input-unavailable'
  | 'input-root-mismatch'
  | 'input-does-not-fit'
  | 'engine-disagrees-with-itself'
  | 'run-failed'

export type CheckerParameters = {
  journal: ClaimJournal
  library: ProgramLibrary
  metrics: WatcherMetrics
  log: Log
  concurrency: number
  input: { maxBytes: number; timeout: number }
  fetchBytes: Fetcher
  signal: AbortSignal
  /** Told when a result can't be re-run now. */
  onObstacle: (claim: KnownClaim, obstacle: Obstacle, detail: string) => void
}

/** Re-runs results, several at a time, and writes down what it finds. */
export class Checker {
  readonly #parameters: CheckerParameters
  readonly #running = new Map<Hex, Promise<void>>()
  readonly #delays = new Map<Hex, number>()
  /** The computation that was needed last: a game asks for it at every move. */
  #trace: { claim: Hex; trace: Promise<DisputeTrace> } | undefined

  constructor(parameters: CheckerParameters) {
    this.#parameters = parameters
  }

  /** How many more results can be taken on. */
  get room(): number {
    return this.#parameters.concurrency - this.#running.size
  }

  isRunning(claim: Hex): boolean {
    return this.#running.has(claim)
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  /** Re-runs a result; its verdict is in the journal afterwards, or when to try again. */
  check(claim: KnownClaim, now: number): Promise<void> {
    const { log, signal } = this.#parameters
    const start = performance.now()
    const running = this.#check(claim, now)
      .then((verdict) => {
        if (verdict === undefined) return
        const { metrics } = this.#parameters
        metrics.checkDuration.observe((performance.now() - start) / 1000)
        metrics.results.inc({ verdict })
        this.#delays.delete(claim.id)
      })
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ job: claim.job, error }, 'a result could not be checked')
      })
      .finally(() => this.#running.delete(claim.id))
    this.#running.set(claim.id, running)
    return running
  }

  async #check(claim: KnownClaim, now: number): Promise<'right' | 'wrong' | undefined> {
    const { journal, library, log } = this.#parameters
    const { request } = journal.request(claim.job)!
    try {
      return await library.use(request.model, async (program) => {
        const input = await this.#input(claim, program)
        if ('unusable' in input) {
          this.#postpone(claim, now, input.unusable, input.detail)
          return undefined
        }
        const { session } = program
        const output = await session.run(input.bytes)
        const lengths = session.outputs.map(({ bytes }) => bytes)
        const computedRoot = await outputRoot(output, lengths)
        if (computedRoot === claim.outputRoot.toLowerCase()) {
          journal.setState(claim.id, 'right')
          log.debug({ job: claim.job, worker: claim.worker }, 'the result is right')
          return 'right'
        }
        // A bond is put at stake on this: the engine has to come to the same end once more, step by step.
        const trace = await traceOf(program, input.bytes)
        if (trace.outputRoot !== computedRoot || !differs(trace, claim.outputRoot)) {
          const detail = `one run gives ${computedRoot}, the next ${trace.outputRoot}`
          this.#postpone(claim, now, 'engine-disagrees-with-itself', detail)
          return undefined
        }
        this.#trace = { claim: claim.id, trace: Promise.resolve(trace) }
        // INVARIANT: the salt and the input are on disk before anything about them is sent.
        journal.setWrong(
          claim.id,
          {
            outputRoot: computedRoot,
            traceRoot: bytesToHex(trace.traceTree.root),
            steps: trace.program.steps.length,
            outputs: trace.program.outputs.length,
            salt: bytesToHex(randomBytes(32)),
          },
          { root: request.inputRoot, bytes: input.bytes },
        )
        log.warn(
          { job: claim.job, worker: claim.worker, claimed: claim.outputRoot, computedRoot },
          'the result is wrong',
        )
        return 'wrong'
      })
    } catch (error) {
      const obstacle = error instanceof ProgramUnavailable ? 'program-unavailable' : 'run-failed'
      this.#postpone(claim, now, obstacle, (error as Error).message)
      return undefined
    }
  }

  /** The own computation for a claim that was found wrong, as its games need it. */
  trace(claim: KnownClaim): Promise<DisputeTrace> {
    if (this.#trace?.claim === claim.id) return this.#trace.trace
    const { journal, library } = this.#parameters
    const { request } = journal.request(claim.job)!
    const trace = library.use(request.model, (program) => {
      const input = journal.input(request.inputRoot)
      if (input === undefined) throw new Error(`The input of ${claim.job} is not in the journal.`)
      return traceOf(program, input)
    })
    this.#trace = { claim: claim.id, trace }
    trace.catch(() => {
      this.#trace = undefined
    })
    return trace
  }

  async #input(claim: KnownClaim, { session }: OpenProgram) {
    const { journal, input, signal } = this.#parameters
    const { request, input: located } = journal.request(claim.job)!
    const kept = journal.input(request.inputRoot)
    if (kept !== undefined) return { bytes: kept }
    return fetchInput({
      input: located,
      inputRoot: request.inputRoot,
      inputBytes: session.inputBytes,
      maxBytes: input.maxBytes,
      timeout: input.timeout,
      fetch: this.#parameters.fetchBytes,
      signal,
    })
  }

  #postpone(claim: KnownClaim, now: number, obstacle: Obstacle, detail: string): void {
    const { journal, onObstacle, signal } = this.#parameters
    if (signal.aborted) return
    const delay = Math.min((this.#delays.get(claim.id) ?? PATIENCE.first / 2) * 2, PATIENCE.most)
    this.#delays.set(claim.id, delay)
    journal.postpone(claim.id, now + Math.ceil(delay), obstacle)
    onObstacle(claim, obstacle, detail)
  }

  /** Drops what is remembered of a claim that is done with. */
  forget(claim: Hex): void {
    this.#delays.delete(claim)
    if (this.#trace?.claim === claim) this.#trace = undefined
  }
}

async function traceOf(program: OpenProgram, input: Uint8Array): Promise<DisputeTrace> {
  const { session, commitment } = program
  if (session.trace === undefined) throw new Error('This engine shows no tensors in between.')
  const tensors = await session.trace(input)
  return commitTrace({ program: program.program, commitment, input, tensors })
}
