import type { Hex } from 'viem'
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

export type BlockFollowerParameters = {
  client: ChainClient
  journal: BlockJournal
  /** Nothing of interest is older. */
  startBlock: number
  /** Blocks of events that are asked for at once. */
  logWindow: number
  /** How many blocks a reorganisation is expected to undo at most. */
  reorgDepth: number
}

/** Brings a journal forward block by block, and back where a reorganisation undid what it holds. */
export class BlockFollower {
  readonly #parameters: BlockFollowerParameters

  constructor(parameters: BlockFollowerParameters) {
    this.#parameters = parameters
  }

  async head(): Promise<Head> {
    const { number, hash, timestamp } = await getBlock(this.#parameters.client)
    return { number, hash, timestamp: Number(timestamp) }
  }

  /**
   * Brings the journal up to a head.
   *
   * @param read reads some blocks, both ends included, and returns what writes them down together with the cursor
   * @returns the first block that a reorganisation undid, if there was one
   */
  async advance(
    head: Head,
    read: (fromBlock: bigint, toBlock: bigint) => Promise<(cursor: BlockCursor) => void>,
  ): Promise<bigint | undefined> {
    const { journal, startBlock, logWindow } = this.#parameters
    const undone = await this.#undoneSince(head)
    if (undone !== undefined) journal.rewind(undone)
    const cursor = journal.cursor()
    let from = undone ?? (cursor === undefined ? BigInt(startBlock) : cursor.number + 1n)
    while (from <= head.number) {
      const last = from + BigInt(logWindow) - 1n
      const to = last < head.number ? last : head.number
      const write = await read(from, to)
      const hash = to === head.number ? head.hash : await this.#hashOf(to)
      write({ number: to, hash })
      from = to + 1n
    }
    return undone
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
