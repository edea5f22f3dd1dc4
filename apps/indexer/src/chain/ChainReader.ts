import { eventsOf, readLogWindows } from '@assay/sdk'
import type { Abi, Address, Client, Hex } from 'viem'
import { BlockNotFoundError, getAddress, hexToNumber, numberToHex } from 'viem'
import { getBlock } from 'viem/actions'
import { type Args, type ChainEvent, EVENTS_ABI, subjectOf } from './events.ts'

/** A block, as much of it as an index needs. */
export interface BlockHead {
  readonly number: number
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: number
}

/** The chain changed while it was read: what was read so far belongs to two chains. */
export class ChainMoved extends Error {
  override readonly name = 'ChainMoved'
}

/** Some blocks, both ends included, with their events in the chain's order. */
export interface EventWindow {
  readonly toBlock: number
  readonly events: readonly ChainEvent[]
}

export interface ChainReaderParameters {
  readonly client: Client
  readonly contracts: readonly Address[]
  /** Blocks of events that are asked for at once. */
  readonly logWindow: number
}

const EVENTS = eventsOf(EVENTS_ABI as Abi, ...EVENTS_ABI.map(({ name }) => name))

/** Reads blocks and the deployment's events from a node. */
export class ChainReader {
  readonly #parameters: ChainReaderParameters

  constructor(parameters: ChainReaderParameters) {
    this.#parameters = parameters
  }

  /** The newest block. */
  async head(): Promise<BlockHead> {
    return shorten(await getBlock(this.#parameters.client))
  }

  /** A block by its number; undefined where the node has none of that number. */
  async block(number: number): Promise<BlockHead | undefined> {
    try {
      return shorten(await getBlock(this.#parameters.client, { blockNumber: BigInt(number) }))
    } catch (error) {
      if (error instanceof BlockNotFoundError) return undefined
      throw error
    }
  }

  /** The newest block that the node calls final; undefined where it does not say. */
  async finalized(): Promise<number | undefined> {
    try {
      const { number } = await getBlock(this.#parameters.client, { blockTag: 'finalized' })
      return Number(number)
    } catch {
      return undefined
    }
  }

  /**
   * All events of some blocks, window by window.
   *
   * @throws ChainMoved where a log's block is no longer the one that the node has
   */
  async *events(fromBlock: number, toBlock: number): AsyncGenerator<EventWindow> {
    const { client, contracts, logWindow } = this.#parameters
    for await (const window of readLogWindows(client, {
      address: [...contracts],
      events: EVENTS,
      fromBlock: BigInt(fromBlock),
      toBlock: BigInt(toBlock),
      window: BigInt(logWindow),
    })) {
      const times = await this.#times(window.logs)
      const events = window.logs.map((log): ChainEvent => {
        const { address, eventName, blockHash, logIndex, transactionHash } = log
        const args = (log.args ?? {}) as Args
        const blockNumber = Number(log.blockNumber)
        const place = { blockNumber, logIndex: Number(logIndex) }
        const timestamp = times.get(blockHash)!
        return {
          ...{ ...place, blockHash, timestamp, transactionHash, name: eventName, args },
          address: getAddress(address),
          ...subjectOf(eventName, args, place),
        }
      })
      yield { toBlock: Number(window.toBlock), events }
    }
  }

  async #times(
    logs: readonly { blockHash: Hex; blockNumber: bigint; blockTimestamp?: unknown }[],
  ): Promise<Map<Hex, number>> {
    const times = new Map<Hex, number>()
    const missing = new Map<Hex, bigint>()
    for (const { blockHash, blockNumber, blockTimestamp } of logs) {
      if (times.has(blockHash)) continue
      if (typeof blockTimestamp === 'bigint') times.set(blockHash, Number(blockTimestamp))
      else if (typeof blockTimestamp === 'string')
        times.set(blockHash, hexToNumber(blockTimestamp as Hex))
      else missing.set(blockHash, blockNumber)
    }
    await Promise.all(
      [...missing].map(async ([hash, number]) => {
        const block = await this.#parameters.client.request({
          method: 'eth_getBlockByNumber',
          params: [numberToHex(number), false],
        } as never)
        const told = block as { hash: Hex; timestamp: Hex } | null
        if (told?.hash !== hash) throw new ChainMoved(`Block ${number} changed while it was read.`)
        times.set(hash, hexToNumber(told.timestamp))
      }),
    )
    return times
  }
}

function shorten(block: {
  number: bigint
  hash: Hex
  parentHash: Hex
  timestamp: bigint
}): BlockHead {
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: Number(block.timestamp),
  }
}
