import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marketsAbi } from '@assay/protocol'
import {
  type Abi,
  type AbiEvent,
  type AbiParameter,
  createClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  formatLog,
  HttpRequestError,
  numberToHex,
  parseAbi,
  parseEventLogs,
  ResponseBodyTooLargeError,
  type RpcLog,
  RpcRequestError,
  zeroAddress,
} from 'viem'
import { decodeLogs, eventsOf, readLogs } from './logs.ts'

const abi = parseAbi(['event Happened()'])
const topics = encodeEventTopics({ abi, eventName: 'Happened' })

type Range = { from: number; to: number }

/** A node that answers with one log per block, or fails as the test says; time passes only in pauses. */
function nodeThat(fail: (range: Range, time: number, asked: number) => Error | undefined) {
  const ranges: Range[] = []
  let time = 0
  const client = createClient({
    transport: custom(
      {
        request: async ({ params }) => {
          const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }]
          const range = { from: Number(fromBlock), to: Number(toBlock) }
          ranges.push(range)
          const error = fail(range, time, ranges.length)
          if (error !== undefined) throw error
          return Array.from({ length: range.to - range.from + 1 }, (_, index) => ({
            blockNumber: numberToHex(range.from + index),
            topics,
            data: '0x',
          }))
        },
      },
      { retryCount: 0 },
    ),
  })
  const pause = async (milliseconds: number) => {
    time += milliseconds
  }
  const read = async (from: number, to: number, window = 10_000n) => {
    const logs = await readLogs(client, {
      address: zeroAddress,
      events: eventsOf(abi, 'Happened'),
      fromBlock: BigInt(from),
      toBlock: BigInt(to),
      window,
      pause,
      random: () => 0.5,
    })
    return logs.map(({ blockNumber }) => Number(blockNumber))
  }
  return { read, ranges, time: () => time }
}

const sizeOf = ({ from, to }: Range) => to - from + 1
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

const httpError = (status: number, headers: Record<string, string> = {}, details = '') =>
  new HttpRequestError({ url: 'http://node', status, headers: new Headers(headers), details })
const rpcError = (code: number, message: string) =>
  new RpcRequestError({ body: {}, url: 'http://node', error: { code, message } })

test('a node that gives ten blocks at once is asked for no more than that, once this is known', async () => {
  const node = nodeThat((range) =>
    sizeOf(range) > 10 ? rpcError(-32600, 'up to a 10 block range') : undefined,
  )
  assert.deepEqual(await node.read(1, 200), upTo(200))
  const learning = node.ranges.splice(0)
  assert.ok(learning.length < 60, `${learning.length} requests for 200 blocks`)
  assert.deepEqual(await node.read(1, 30), upTo(30))
  const refused = node.ranges.filter((range) => sizeOf(range) > 10)
  assert.ok(refused.length <= 1, 'the limit was forgotten')
  assert.equal(node.time(), 0)
})

test('a node whose limit is lifted is asked for more again, a little at a time', async () => {
  let limit = 8
  const node = nodeThat((range) =>
    sizeOf(range) > limit ? rpcError(-32005, 'query returned more than 10000 results') : undefined,
  )
  await node.read(1, 16)
  limit = Number.POSITIVE_INFINITY
  node.ranges.length = 0
  await node.read(1, 2_000)
  const sizes = node.ranges.map(sizeOf)
  assert.ok(sizes[0] === 8 && Math.max(...sizes) >= 64)
  // Each growth comes after windows that worked, and doubles.
  assert.ok(sizes.every((size, index) => index === 0 || size <= 2 * sizes[index - 1]!))
})

test('every wording of a limit of ranges or results makes the range smaller', async () => {
  for (const error of [
    rpcError(-32602, 'query exceeds max block range 5000'),
    rpcError(-32005, 'query returned more than 10000 results'),
    rpcError(-32000, 'eth_getLogs is limited to a 10,000 range'),
    rpcError(-32008, 'Response is too big'),
    rpcError(-32602, 'Log response size exceeded.'),
    rpcError(-32002, 'query timeout exceeded'),
    httpError(400, {}, '{"error":{"message":"block range is too wide"}}'),
    httpError(413),
  ]) {
    const node = nodeThat((range) => (sizeOf(range) > 5 ? error : undefined))
    assert.deepEqual(await node.read(1, 10), upTo(10), error.message)
    assert.deepEqual(node.ranges.map(sizeOf), [10, 5, 5])
  }
})

test('an answer that is larger than the client reads makes the range smaller', async () => {
  const most = 10_485_760
  const node = nodeThat((range) =>
    sizeOf(range) > 60
      ? new ResponseBodyTooLargeError({ maxSize: most, size: 45_557_089 })
      : undefined,
  )
  assert.deepEqual(await node.read(1, 200), upTo(200))
})

test('a node that is asked too often is left alone for a while, and then asked for the same', async () => {
  for (const error of [
    httpError(429),
    httpError(500, {}, 'range too large'),
    httpError(503),
    rpcError(429, 'Your app has exceeded its compute units per second capacity'),
    rpcError(-32005, 'daily request count exceeded, request rate limited'),
    rpcError(-32007, '50/second request limit reached'),
  ]) {
    const node = nodeThat((_, time) => (time < 2_000 ? error : undefined))
    assert.deepEqual(await node.read(1, 100), upTo(100), error.message)
    assert.ok(node.ranges.every((range) => sizeOf(range) === 100))
    assert.ok(node.ranges.length <= 6, `${node.ranges.length} requests in two seconds`)
    assert.ok(node.time() < 5_000)
  }
})

test('a node that says how long it wants to be left alone is', async () => {
  const node = nodeThat((_, time) =>
    time < 7_000 ? httpError(429, { 'retry-after': '7' }) : undefined,
  )
  await node.read(1, 100)
  assert.equal(node.ranges.length, 2)
  // Chance comes on top, so that clients that were refused together do not come back together.
  assert.ok(node.time() > 7_000 && node.time() < 8_000)
})

test('bursts of refusals cost seconds and no smaller ranges', async () => {
  const node = nodeThat((_, time, asked) =>
    asked % 4 !== 0 && time < 60_000 ? httpError(429) : undefined,
  )
  assert.deepEqual(await node.read(1, 100, 50n), upTo(100))
  assert.ok(node.ranges.every((range) => sizeOf(range) === 50))
  assert.ok(node.time() < 5_000, `${node.time()} ms`)
})

test('what is no limit is no reason to ask for less', async () => {
  for (const error of [
    new HttpRequestError({ url: 'http://node', details: 'getaddrinfo ENOTFOUND: limit' }),
    rpcError(-32000, 'block range extends beyond current head block'),
    rpcError(-32601, 'the method eth_getLogs does not exist'),
    httpError(401, {}, 'invalid key'),
  ]) {
    const node = nodeThat(() => error)
    await assert.rejects(node.read(1, 100), /./, error.message)
    assert.equal(node.ranges.length, 1)
  }
})

test('a node that stays busy is given up for now', async () => {
  const node = nodeThat(() => httpError(429))
  await assert.rejects(node.read(1, 100), /HTTP request failed/)
  assert.equal(node.ranges.length, 7)
  const asleep = nodeThat(() => httpError(503, { 'retry-after': '3600' }))
  await assert.rejects(asleep.read(1, 100))
  assert.equal(asleep.ranges.length, 1)
})

/** A log as a node gives it. */
const rpcLog = (topics: unknown, data: `0x${string}`) =>
  ({
    ...{ address: zeroAddress, topics, data, blockNumber: '0x5', logIndex: '0x1', removed: false },
    ...{ blockHash: `0x${'ab'.repeat(32)}`, transactionIndex: '0x0' },
    transactionHash: `0x${'cd'.repeat(32)}`,
  }) as RpcLog

/** Some value of a parameter's type. */
function someValue(parameter: AbiParameter): unknown {
  const { type } = parameter
  if (type.endsWith('[]')) return [someValue({ ...parameter, type: type.slice(0, -2) })]
  if ('components' in parameter)
    return Object.fromEntries(parameter.components.map((part) => [part.name, someValue(part)]))
  if (type === 'address') return zeroAddress
  if (type === 'bool') return true
  if (type === 'string') return 'text'
  if (type.startsWith('bytes')) return `0x${'12'.repeat(Number(type.slice(5) || 3))}`
  return 1
}

/** A log of an event, with some value in each of its parameters. */
function logOf({ name, inputs }: AbiEvent): RpcLog {
  const indexed = inputs.filter((input) => input.indexed)
  const word = `0x${'01'.padStart(64, '0')}` as const
  const [topic] = encodeEventTopics({ abi: marketsAbi as Abi, eventName: name })
  const others = inputs.filter((input) => !input.indexed)
  const data = encodeAbiParameters(others, others.map(someValue))
  return rpcLog([topic, ...indexed.map(() => word)], data)
}

test('logs are decoded as viem decodes them', () => {
  const events = marketsAbi.filter((item) => item.type === 'event')
  assert.ok(events.length > 10)
  for (const event of events) {
    const log = logOf(event as AbiEvent)
    const expected = parseEventLogs({ abi: marketsAbi, logs: [log] })
    assert.equal(expected.length, 1, event.name)
    assert.deepEqual(decodeLogs(eventsOf(marketsAbi, event.name), [log]), expected)
    // As a receipt of viem's holds it.
    assert.deepEqual(decodeLogs(eventsOf(marketsAbi, event.name), [formatLog(log)]), expected)
  }
})

test('what stands in a topic as a hash stays a hash', () => {
  const named = parseAbi(['event Named(string indexed name, uint256[] indexed list, string more)'])
  const word = `0x${'ab'.repeat(32)}` as const
  const [topic] = encodeEventTopics({ abi: named, eventName: 'Named' })
  const log = rpcLog([topic, word, word], encodeAbiParameters([{ type: 'string' }], ['text']))
  const [decoded] = decodeLogs(eventsOf(named, 'Named'), [log])
  assert.deepEqual(decoded?.args, { name: word, list: word, more: 'text' })
})

test('a log of another event, or of another shape, is left out', () => {
  const two = parseAbi(['event One(uint256 indexed number)', 'event Two(address who)'])
  const word = `0x${'01'.padStart(64, '0')}` as const
  const [one] = encodeEventTopics({ abi: two, eventName: 'One' })
  const [other] = encodeEventTopics({ abi: two, eventName: 'Two' })
  const good = rpcLog([one, word], '0x')
  const logs = [
    good,
    rpcLog([one], '0x'),
    rpcLog([one, word, word], '0x'),
    rpcLog([other], '0x01'),
    rpcLog([other], word),
    rpcLog([], '0x'),
  ]
  assert.equal(decodeLogs(eventsOf(two, 'One', 'Two'), logs).length, 2)
  assert.equal(decodeLogs(eventsOf(two, 'One'), logs).length, 1)
})
