import {
  type Abi,
  type Address,
  type ContractEventName,
  encodeEventTopics,
  type Hex,
  type Log,
  numberToHex,
  parseEventLogs,
  type RpcLog,
} from 'viem'
import { getBlock } from 'viem/actions'
import { causesOf } from './errors/causes.ts'
import type { AssayClient } from './types/client.ts'

/** Some events of a contract: what a node is asked for, and how its answer is read. */
export type Events<
  abi extends Abi = Abi,
  name extends ContractEventName<abi> = ContractEventName<abi>,
> = { readonly abi: abi; readonly names: readonly name[] }

/** A mined log of one of some events, decoded. */
export type EventLog<abi extends Abi, name extends ContractEventName<abi>> = Log<
  bigint,
  number,
  false,
  undefined,
  true,
  abi,
  name
>

/** A log of one of the events that `eventsOf` named. */
export type LogOf<events extends Events> = events extends {
  abi: infer abi extends Abi
  names: readonly (infer name)[]
}
  ? EventLog<abi, Extract<name, ContractEventName<abi>>>
  : never

/** Names events of a contract. */
export function eventsOf<const abi extends Abi, const name extends ContractEventName<abi>>(
  abi: abi,
  ...names: readonly name[]
): Events<abi, name> {
  return { abi, names }
}

/** Decodes logs as a node gives them. Those of other events are left out. */
export function decodeLogs<abi extends Abi, name extends ContractEventName<abi>>(
  { abi, names }: Events<abi, name>,
  logs: readonly RpcLog[],
): EventLog<abi, name>[] {
  const eventName: ContractEventName<Abi>[] = [...names]
  const decoded = parseEventLogs({ abi: abi as Abi, eventName, logs: [...logs], strict: true })
  return decoded as EventLog<abi, name>[]
}

/** Which events are read, and where. */
export type ReadLogsParameters<abi extends Abi, name extends ContractEventName<abi>> = {
  address: Address | Address[]
  events: Events<abi, name>
  /** What the events' indexed parameters must be, in their order: one value, one of several, or any (null). */
  indexed?: readonly (Hex | readonly Hex[] | null)[]
  fromBlock: bigint
  toBlock: bigint
  /** Blocks asked for at once, before a node's limit makes it fewer. */
  window?: bigint
}

/** Reads events in windows that halve whenever the node finds one too large. */
export async function readLogs<abi extends Abi, name extends ContractEventName<abi>>(
  client: AssayClient,
  parameters: ReadLogsParameters<abi, name>,
): Promise<EventLog<abi, name>[]> {
  const { address, events, indexed = [], toBlock, window = 10_000n } = parameters
  const topics = [topicsOf(events), ...indexed] as Hex[]
  const logs: RpcLog[] = []
  let from = parameters.fromBlock
  let size = window
  while (from <= toBlock) {
    const to = from + size - 1n < toBlock ? from + size - 1n : toBlock
    try {
      const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) }
      const found = await client.request({
        method: 'eth_getLogs',
        params: [{ address, topics, ...range }],
      })
      // One at a time: spreading a long list would exceed the engine's number of arguments.
      for (const log of found) logs.push(log)
      from = to + 1n
    } catch (error) {
      if (to === from || unreachable(error)) throw error
      size = (to - from + 1n) / 2n
    }
  }
  return decodeLogs(events, logs)
}

/** The first topics of events. */
function topicsOf({ abi, names }: Events): Hex[] {
  return names.map((eventName) => encodeEventTopics({ abi, eventName })[0] as Hex)
}

/** Asking for less does not help where nobody answers: an HTTP failure without an HTTP status. */
function unreachable(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    if (!(cause instanceof Error) || cause.name !== 'HttpRequestError') continue
    return !('status' in cause) || cause.status === undefined
  }
  return false
}

/** Times of blocks already asked for, by client and block hash: a hash's time never changes. */
const known = new WeakMap<AssayClient, Map<Hex, number>>()
const LIMIT = 10_000

/** The times of the blocks of some logs (unix seconds): from the logs where the node says them, else asked for once. */
export async function blockTimes(
  client: AssayClient,
  logs: readonly Log<bigint, number, false>[],
): Promise<(blockNumber: bigint) => number> {
  let cache = known.get(client)
  if (cache === undefined || cache.size > LIMIT) {
    cache = new Map()
    known.set(client, cache)
  }
  const times = new Map<bigint, number>()
  const missing = new Map<Hex, bigint>()
  for (const { blockNumber, blockHash, blockTimestamp } of logs) {
    if (times.has(blockNumber)) continue
    const time = blockTimestamp ? Number(blockTimestamp) : cache.get(blockHash)
    if (time !== undefined) times.set(blockNumber, time)
    else missing.set(blockHash, blockNumber)
  }
  await Promise.all(
    [...missing].map(async ([blockHash, number]) => {
      const { timestamp } = await getBlock(client, { blockHash })
      cache.set(blockHash, Number(timestamp))
      times.set(number, Number(timestamp))
    }),
  )
  return (number) => {
    const time = times.get(number)
    if (time === undefined) throw new RangeError(`block ${number} is in none of the logs`)
    return time
  }
}
