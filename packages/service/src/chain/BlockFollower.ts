import { type EventFilter, type EventLog, RecentBlocks, readLogWindows } from '@assay/sdk'
import type { Abi, ContractEventName, Hex } from 'viem'
import { getBlock } from 'viem/actions'
import type { ChainClient } from './createChainClient.ts'

/** The newest block; timestamp in unix seconds. */
export type Head = { number: bigint; hash: Hex; timestamp: number }

/** The last block that a journal holds everything of. */
export type BlockCursor = { number: bigint; hash: Hex }

/** What a journal must do to be kept in step with a chain. */
export type BlockJournal = {
  cursor(): BlockCursor | undefined
  /** Opens again what blocks from this one on had closed. */
  rewind(fromBlock: bigint): void
}

export type BlockFollowerParameters<abi extends Abi, name extends ContractEventName<abi>> = {
  client: ChainClient
  journal: BlockJournal
  /** Whose events are read, and which. */
  filter: EventFilter<abi, name>
  /** Nothing of interest is older. */
  startBlock: number
  /** Blocks of events that are asked for at once. */
  logWindow: number
  /** How many blocks a reorganisation is expected to undo at most. */
  reorgDepth: number
  /** The time (milliseconds). */
  now?: () => number
}

/** How many windows are read before how far that is is written down: each costs a look at a block and a write to the disk. */
const WINDOWS_AT_ONCE = 16
/** A head that is behind what was read comes from a node that lags, as long as it is not for longer (milliseconds). */
const LONGEST_LAG = 30_000

/**
 * Moves a journal forward block by block, and back where a reorganisation undid what it holds. The last blocks are read again
 * for a while, since a node may have their events late.
 */
export class BlockFollower<abi extends Abi, name extends ContractEventName<abi>> {
  readonly #parameters: BlockFollowerParameters<abi, name>
  readonly #recent: RecentBlocks
  #behindSince: number | undefined

  constructor(parameters: BlockFollowerParameters<abi, name>) {
    this.#parameters = parameters
    const { reorgDepth, now } = parameters
    this.#recent = new RecentBlocks({ depth: reorgDepth, now })
  }

  async head(): Promise<Head> {
    const { number, hash, timestamp } = await getBlock(this.#parameters.client)
    return { number, hash, timestamp: Number(timestamp) }
  }

  /**
   * Reads into the journal up to a head.
   *
   * @param fold writes events down together with the cursor; the same event may come again, and must then change nothing
   * @returns the first block that a reorganisation undid, if there was one
   */
  async advance(
    head: Head,
    fold: (logs: EventLog<abi, name>[], cursor: BlockCursor) => void,
  ): Promise<bigint | undefined> {
    const { client, journal, filter, startBlock, logWindow } = this.#parameters
    if (this.#isBehind(head)) return undefined
    const undone = await this.#undoneSince(head)
    if (undone !== undefined) journal.rewind(undone)
    const cursor = undone === undefined ? journal.cursor() : undefined
    const next = undone ?? (cursor === undefined ? BigInt(startBlock) : cursor.number + 1n)
    const due = this.#recent.dueFrom(next, head.number)
    if (due === undefined) return undone
    const logs: EventLog<abi, name>[] = []
    let windows = 0
    for await (const window of readLogWindows(client, {
      ...filter,
      fromBlock: due < startBlock ? BigInt(startBlock) : due,
      toBlock: head.number,
      window: BigInt(logWindow),
    })) {
      for (const log of window.logs) logs.push(log)
      const isLast = window.toBlock === head.number
      if (++windows % WINDOWS_AT_ONCE > 0 && !isLast) continue
      fold(logs.splice(0), await this.#cursorAt(window.toBlock, head, cursor))
    }
    return undone
  }

  /** Where the journal stands once everything up to a block was read: blocks that are read again do not take it back. */
  async #cursorAt(
    block: bigint,
    head: Head,
    cursor: BlockCursor | undefined,
  ): Promise<BlockCursor> {
    if (cursor !== undefined && block <= cursor.number) return cursor
    if (block === head.number) return { number: block, hash: head.hash }
    return { number: block, hash: await this.#hashOf(block) }
  }

  /** Whether a head is older than what was read, and not for long: then another node said more. */
  #isBehind(head: Head): boolean {
    const { journal, now = Date.now } = this.#parameters
    const cursor = journal.cursor()
    if (cursor === undefined || cursor.number <= head.number) {
      this.#behindSince = undefined
      return false
    }
    this.#behindSince ??= now()
    return now() - this.#behindSince < LONGEST_LAG
  }

  /** The block from which on the chain is not the one that was read, if it is not. */
  async #undoneSince(head: Head): Promise<bigint | undefined> {
    const { journal, startBlock, reorgDepth } = this.#parameters
    const cursor = journal.cursor()
    if (cursor === undefined) return undefined
    if (cursor.number <= head.number) {
      const hash = cursor.number === head.number ? head.hash : await this.#hashOf(cursor.number)
      if (hash === cursor.hash) return undefined
    }
    const from = Math.min(Number(cursor.number), Number(head.number)) - reorgDepth
    return BigInt(Math.max(from, startBlock))
  }

  async #hashOf(blockNumber: bigint): Promise<Hex> {
    const { hash } = await getBlock(this.#parameters.client, { blockNumber })
    return hash
  }
}
