import {
  type Abi,
  type AbiParameter,
  type Address,
  type ContractEventName,
  concat,
  decodeAbiParameters,
  formatLog,
  type Hex,
  type Log,
  numberToHex,
  type RpcLog,
  toEventSelector,
} from 'viem'
import { getBlock } from 'viem/actions'
import { type BackOffParameters, isTimeout, nodeTroubleOf, withBackOff } from './nodeTrouble.ts'
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

/** Decodes logs as a node gives them, or as viem's receipts hold them. Those of other events are left out. */
export function decodeLogs<abi extends Abi, name extends ContractEventName<abi>>(
  { abi, names }: Events<abi, name>,
  logs: readonly (RpcLog | Log)[],
): EventLog<abi, name>[] {
  const wanted: readonly string[] = names
  const shapes = shapesOf(abi)
  return logs.flatMap((log) => {
    const shape = shapes.get(log.topics[0])
    if (shape === undefined || !wanted.includes(shape.eventName)) return []
    const values = valuesOf(shape, log)
    if (values === undefined) return []
    const told = typeof log.logIndex === 'number' ? log : formatLog(log as RpcLog)
    return [{ ...told, eventName: shape.eventName, args: argsOf(shape, values) }]
  }) as EventLog<abi, name>[]
}

/** An event, and where its values stand in a log. */
type EventShape = { eventName: string; inTopics: AbiParameter[]; inData: AbiParameter[] }

/** The events of ABIs that were read before, by their first topic. */
const shapes = new WeakMap<Abi, Map<Hex | undefined, EventShape>>()

/** A contract's events by their first topic: viem hashes an event's signature anew for each log, which takes longer than to decode it. */
function shapesOf(abi: Abi): Map<Hex | undefined, EventShape> {
  const known = shapes.get(abi)
  if (known !== undefined) return known
  const byTopic = new Map<Hex | undefined, EventShape>()
  for (const item of abi) {
    if (item.type !== 'event') continue
    const { name: eventName, inputs } = item
    const inTopics = inputs.filter(({ indexed }) => indexed).map(asTopic)
    const inData = inputs.filter(({ indexed }) => !indexed)
    byTopic.set(toEventSelector(item), { eventName, inTopics, inData })
  }
  shapes.set(abi, byTopic)
  return byTopic
}

/** What takes more than a word stands in a topic as its hash. */
function asTopic(parameter: AbiParameter): AbiParameter {
  const isWord = /^(u?int\d*|address|bool|bytes\d+)$/.test(parameter.type)
  return isWord ? parameter : { name: parameter.name, type: 'bytes32' }
}

/** The values in a log; undefined where it is not of the event's shape. */
function valuesOf(
  { inTopics, inData }: EventShape,
  { topics, data }: Pick<RpcLog | Log, 'topics' | 'data'>,
) {
  const [, ...words] = topics
  if (words.length !== inTopics.length) return undefined
  try {
    return [...decodeAll(inTopics, concat(words)), ...decodeAll(inData, data)]
  } catch {
    return undefined
  }
}

/** An event's values by their names, which all of them have; undefined where there are none, as viem has it. */
function argsOf({ inTopics, inData }: EventShape, values: readonly unknown[]) {
  if (values.length === 0) return undefined
  return Object.fromEntries(
    [...inTopics, ...inData].map(({ name }, index) => [name, values[index]]),
  )
}

function decodeAll(parameters: readonly AbiParameter[], data: Hex): readonly unknown[] {
  return parameters.length === 0 ? [] : decodeAbiParameters(parameters, data)
}

/** Which events are read, and where. */
export type EventFilter<abi extends Abi, name extends ContractEventName<abi>> = {
  address: Address | Address[]
  events: Events<abi, name>
  /** What the events' indexed parameters must be, in their order: one value, one of several, or any (null). */
  indexed?: readonly (Hex | readonly Hex[] | null)[] | undefined
}

/** Which logs `readLogs` reads. */
export type ReadLogsParameters<
  abi extends Abi,
  name extends ContractEventName<abi>,
> = BackOffParameters &
  EventFilter<abi, name> & {
    fromBlock: bigint
    toBlock: bigint
    /** Blocks asked for at once, before a node's limit makes it fewer. */
    window?: bigint
  }

/** Some blocks, both ends included, and their events. */
export type LogWindow<abi extends Abi, name extends ContractEventName<abi>> = {
  fromBlock: bigint
  toBlock: bigint
  logs: EventLog<abi, name>[]
}

/** How many blocks each node is asked for at once: what one call learns, the next one knows. */
const limits = new WeakMap<AssayClient, WindowLimit>()

/** Reads events, all at once. */
export async function readLogs<abi extends Abi, name extends ContractEventName<abi>>(
  client: AssayClient,
  parameters: ReadLogsParameters<abi, name>,
): Promise<EventLog<abi, name>[]> {
  const all: EventLog<abi, name>[] = []
  for await (const { logs } of readLogWindows(client, parameters)) {
    // One at a time: spreading a long list would exceed the engine's number of arguments.
    for (const log of logs) all.push(log)
  }
  return all
}

/**
 * Reads events in windows that halve where the node says that one is too large, and grow again slowly. Where the node is asked
 * too often, the same window is asked for again after a pause.
 */
export async function* readLogWindows<abi extends Abi, name extends ContractEventName<abi>>(
  client: AssayClient,
  parameters: ReadLogsParameters<abi, name>,
): AsyncGenerator<LogWindow<abi, name>, void, void> {
  const { address, events, indexed = [], toBlock, window = 10_000n } = parameters
  const topics = [topicsOf(events), ...indexed] as Hex[]
  const limit = limits.get(client) ?? new WindowLimit()
  limits.set(client, limit)
  let fromBlock = parameters.fromBlock
  while (fromBlock <= toBlock) {
    const size = limit.within(window)
    const to = fromBlock + size - 1n < toBlock ? fromBlock + size - 1n : toBlock
    const asked = to - fromBlock + 1n
    const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(to) }
    let found: RpcLog[]
    try {
      found = await withBackOff(
        () => client.request({ method: 'eth_getLogs', params: [{ address, topics, ...range }] }),
        parameters,
      )
    } catch (error) {
      const isTooLarge = asked > 1n && nodeTroubleOf(error) === 'too-large'
      // A node that is only slow today is not asked again at once; but the next call asks for less.
      if (isTooLarge || isTimeout(error)) limit.refuse(asked)
      if (isTooLarge) continue
      throw error
    }
    limit.accept(asked)
    yield { fromBlock, toBlock: to, logs: decodeLogs(events, found) }
    fromBlock = to + 1n
  }
}

/** How many full windows in a row must work before a larger one is tried, at first and at most. */
const PATIENCE = { first: 16, most: 1_024 }

/** How many blocks a node gives at once, found out by asking. */
class WindowLimit {
  /** The number that worked last; undefined as long as none was refused. */
  #size: bigint | undefined
  #streak = 0
  #patience = PATIENCE.first
  #isTrying = false

  within(window: bigint): bigint {
    return this.#size === undefined || this.#size > window ? window : this.#size
  }

  accept(asked: bigint): void {
    if (this.#size === undefined || asked < this.#size) return
    if (this.#isTrying) this.#patience = PATIENCE.first
    this.#isTrying = false
    if (++this.#streak < this.#patience) return
    this.#streak = 0
    this.#isTrying = true
    this.#size *= 2n
  }

  refuse(asked: bigint): void {
    this.#size = asked > 1n ? asked / 2n : 1n
    this.#streak = 0
    if (this.#isTrying) this.#patience = Math.min(this.#patience * 2, PATIENCE.most)
    this.#isTrying = false
  }
}

/** The first topics of events. */
function topicsOf({ abi, names }: Events): Hex[] {
  return [...shapesOf(abi)].flatMap(([topic, { eventName }]) =>
    topic !== undefined && (names as readonly string[]).includes(eventName) ? [topic] : [],
  )
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
