import { setTimeout as wait } from 'node:timers/promises'
import { RecentBlocks, retryAfterOf } from '@assay/sdk'
import type { Log } from '@assay/service'
import { type BlockHead, ChainMoved, type ChainReader } from './chain/ChainReader.ts'
import type { ChainEvent, Kind } from './chain/events.ts'
import type { HistoryStore, StoredHead } from './HistoryStore.ts'

/** What an indexer is doing. */
export type FollowerState = 'starting' | 'reading' | 'following' | 'reading-anew' | 'endpoint-down'

/** What changed with some blocks. */
export interface Change {
  readonly block: StoredHead
  readonly touched: ReadonlyMap<Kind, ReadonlySet<string>>
  readonly reorg: { readonly fromBlock: number; readonly toBlock: number } | null
}

/** A change of the chain that was undone. */
export interface Reorg {
  readonly at: number
  readonly depth: number
  readonly fromBlock: number
  readonly toBlock: number
  readonly rows: number
}

export interface FollowerParameters {
  readonly reader: ChainReader
  readonly store: HistoryStore
  readonly startBlock: number
  /** How many blocks may be undone; beyond that the history is read anew. */
  readonly window: number
  readonly pollingInterval: number
  readonly log: Log
  readonly onChange: (change: Change) => void
}

/** So many blocks behind the newest, it is said to be reading. */
const FAR = 100
/** Events that are stored at once: a batch keeps readers of PGlite waiting. */
const BATCH = 1_000
/** A head behind what was read comes from a node that lags, as long as it is not for longer (milliseconds). */
const LONGEST_LAG = 10_000
/** For how long the newest final block is remembered (milliseconds). */
const FINALITY_AGE = 2_000
/** The longest pause between two looks at a node that does not answer (milliseconds). */
const LONGEST_PAUSE = 5_000
/** After how many stored events the planner is told of the tables again: this many at first, then twice as many. */
const ANALYZE_AFTER = 2_000

/** Keeps the tables in step with the chain: forward block by block, and back where the chain changed. */
export class Follower {
  readonly #parameters: FollowerParameters
  readonly #recent: RecentBlocks
  state: FollowerState = 'starting'
  reason: string | null = null
  chainHead: BlockHead | undefined
  answeredAt: number | undefined
  /** The newest block that is final, as the endpoint said last; undefined where it does not say. */
  finalized: number | undefined
  reorgs: { count: number; last: Reorg | null } = { count: 0, last: null }
  #behindSince: number | undefined
  #finalizedAt = 0
  #sinceAnalyzed = 0
  #analyzeAfter = ANALYZE_AFTER

  constructor(parameters: FollowerParameters) {
    this.#parameters = parameters
    this.#recent = new RecentBlocks({ depth: parameters.window })
  }

  /** Follows the chain until the signal; calls back when the history has been read up to the newest block for the first time. */
  async run(signal: AbortSignal, onCaughtUp: () => void): Promise<void> {
    const { log, pollingInterval } = this.#parameters
    let failures = 0
    let isFirst = true
    while (!signal.aborted) {
      let head: BlockHead
      let pause = pollingInterval
      try {
        head = await this.#look()
        if (failures > 0) log.info('the chain answers again')
        failures = 0
        await this.#advance(head, signal)
        if (signal.aborted) return
        this.state = 'following'
        this.reason = null
        if (isFirst) onCaughtUp()
        isFirst = false
      } catch (error) {
        if (signal.aborted) return
        // The next look finds out what changed.
        if (!(error instanceof ChainMoved)) {
          if (!isNodeTrouble(error)) throw error
          failures++
          const [said] = (error as Error).message.split('\n')
          this.state = 'endpoint-down'
          this.reason = `The chain's endpoint does not answer: ${said}`
          // At once the first time, then less and less often.
          if (Number.isInteger(Math.log2(failures)))
            log.warn({ error: said }, 'the chain does not answer; trying again')
          pause = Math.max(
            Math.min(pollingInterval * failures, LONGEST_PAUSE),
            retryAfterOf(error) ?? 0,
          )
        }
      }
      await wait(pause, undefined, { signal }).catch(() => {})
    }
  }

  async #look(): Promise<BlockHead> {
    const head = await this.#parameters.reader.head()
    this.chainHead = head
    this.answeredAt = Math.floor(Date.now() / 1000)
    if (Date.now() - this.#finalizedAt > FINALITY_AGE) {
      this.#finalizedAt = Date.now()
      this.finalized = await this.#parameters.reader.finalized()
    }
    return head
  }

  async #advance(head: BlockHead, signal: AbortSignal): Promise<void> {
    const { store, startBlock } = this.#parameters
    if (store.head?.hash === head.hash) this.#behindSince = undefined
    else if (!(await this.#undo(head))) return
    const next = store.head === undefined ? startBlock : store.head.number + 1
    const due = this.#recent.dueFrom(BigInt(next), BigInt(head.number))
    if (due === undefined) return
    const from = Math.max(Number(due), startBlock)
    if (from < next) await this.#readAgain(from, Math.min(next - 1, head.number))
    if (next > head.number || signal.aborted) return
    if (head.number - next > FAR)
      this.state = this.state === 'reading-anew' ? this.state : 'reading'
    await this.#read(next, head, signal)
  }

  /** Reads blocks again whose events a node may have had late: those that are missing are stored too. */
  async #readAgain(from: number, to: number): Promise<void> {
    const { reader, store, onChange } = this.#parameters
    for await (const { events } of reader.events(from, to)) {
      const stored = store.head!
      // Of another chain they would not fit what is stored.
      const now = events.length === 0 ? stored : await reader.block(stored.number)
      if (now?.hash !== stored.hash)
        throw new ChainMoved('The chain changed while blocks were read again.')
      const touched = await store.applyLate(events)
      if (touched !== undefined) onChange({ block: stored, touched, reorg: null })
    }
  }

  /** Undoes what the chain no longer has; false where the node lags, and is waited for. */
  async #undo(head: BlockHead): Promise<boolean> {
    const { store, reader, window, log } = this.#parameters
    const stored = store.head
    if (stored === undefined) return true
    if (head.number === stored.number + 1 && head.parentHash === stored.hash) return true
    if (head.number > stored.number) {
      const same = await reader.block(stored.number)
      if (same === undefined) throw new ChainMoved('The node lost a block that it had.')
      if (same.hash === stored.hash) return true
    }
    let standing: StoredHead | undefined
    let isContradicted = false
    for (const block of await store.knownBlocks()) {
      if (block.number > head.number) continue
      const now = block.number === head.number ? head : await reader.block(block.number)
      if (now?.hash === block.hash) {
        standing = block
        break
      }
      isContradicted = true
    }
    if (!isContradicted && head.number < stored.number) {
      // The node knows nothing that contradicts what was read, only less of it.
      this.#behindSince ??= Date.now()
      if (Date.now() - this.#behindSince < LONGEST_LAG) return false
    }
    this.#behindSince = undefined
    if (standing === undefined) {
      this.state = 'reading-anew'
      this.reason = `The chain changed more than ${window} blocks back, so its whole history is read again.`
      log.warn({ window, head: head.number, stored: stored.number }, this.reason)
      await store.clear()
      this.#count({ depth: stored.number, fromBlock: 0, toBlock: stored.number, rows: 0 })
      const reorg = { fromBlock: 0, toBlock: stored.number }
      this.#parameters.onChange({ block: head, touched: new Map(), reorg })
      return true
    }
    const { rows, touched } = await store.rewindTo(standing)
    const reorg = { fromBlock: standing.number + 1, toBlock: stored.number }
    log.warn({ ...reorg, rows }, 'the chain changed; its last blocks are read again')
    this.#count({ ...reorg, depth: stored.number - standing.number, rows })
    this.#parameters.onChange({ block: standing, touched, reorg })
    return true
  }

  #count(reorg: Omit<Reorg, 'at'>): void {
    const at = Math.floor(Date.now() / 1000)
    this.reorgs = { count: this.reorgs.count + 1, last: { at, ...reorg } }
  }

  async #read(from: number, head: BlockHead, signal: AbortSignal): Promise<void> {
    const { reader, store } = this.#parameters
    let pending: ChainEvent[] = []
    const flush = async (upTo: StoredHead) => {
      const touched = await store.apply(pending, upTo)
      await this.#analyze(pending.length)
      this.#parameters.onChange({ block: upTo, touched, reorg: null })
      pending = []
    }
    for await (const { toBlock, events } of reader.events(from, head.number)) {
      if (signal.aborted) return
      for (const event of events) {
        const last = pending.at(-1)
        // Whole blocks only, so that the head says what is there.
        if (pending.length >= BATCH && last !== undefined && last.blockNumber < event.blockNumber) {
          const { blockNumber: number, blockHash: hash, timestamp } = last
          await flush({ number, hash, timestamp })
          if (signal.aborted) return
        }
        pending.push(event)
      }
      if (toBlock < head.number) continue
      // What was read may belong to another chain than the head that was asked for first.
      const now = await reader.block(head.number)
      if (now?.hash !== head.hash) throw new ChainMoved('The chain changed while it was read.')
      await flush(head)
    }
  }

  async #analyze(events: number): Promise<void> {
    this.#sinceAnalyzed += events
    if (this.#sinceAnalyzed < this.#analyzeAfter) return
    this.#sinceAnalyzed = 0
    this.#analyzeAfter *= 2
    await this.#parameters.store.analyze()
  }
}

/** Whether an error comes from the chain's endpoint, and not from the database or from a mistake of ours. */
function isNodeTrouble(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (
      /^(HttpRequestError|RpcRequestError|TimeoutError|UnknownRpcError|BlockNotFoundError|ResponseBodyTooLargeError)$/.test(
        cause.name,
      )
    )
      return true
    if (cause.name.endsWith('RpcError')) return true
  }
  return false
}
