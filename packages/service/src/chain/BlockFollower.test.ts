import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EventLog, eventsOf } from '@assay/sdk'
import { encodeEventTopics, type Hex, parseAbi, toHex, zeroAddress } from 'viem'
import { type BlockCursor, BlockFollower } from './BlockFollower.ts'
import type { ChainClient } from './createChainClient.ts'

const abi = parseAbi(['event Happened()'])
const topics = encodeEventTopics({ abi, eventName: 'Happened' })

type Range = [from: bigint, to: bigint]

/**
 * A chain with one event in each block, whose block n has the hash that `fork` says, and a journal of the blocks whose event
 * it was told of. Time passes only where a test says so.
 */
function openFollower({
  head,
  fork = () => 0,
  isEmpty = () => false,
  logWindow = 10,
}: {
  head: number
  fork?: (block: number) => number
  /** Whether the node answers that a range has no events, because it lags. */
  isEmpty?: (to: number, time: number) => boolean
  logWindow?: number
}) {
  const at = { head, time: 0 }
  const hashOf = (block: number): Hex => toHex(block * 10 + fork(block), { size: 32 })
  const read: Range[] = []
  const request = async ({ method, params }: { method: string; params: [unknown] }) => {
    if (method === 'eth_getLogs') {
      const { fromBlock, toBlock } = params[0] as { fromBlock: Hex; toBlock: Hex }
      const [from, to] = [Number(fromBlock), Number(toBlock)]
      read.push([BigInt(from), BigInt(to)])
      if (isEmpty(to, at.time)) return []
      return Array.from({ length: to - from + 1 }, (_, index) => ({
        blockNumber: toHex(from + index),
        topics,
        data: '0x',
      }))
    }
    const [tag] = params
    const number = tag === 'latest' ? at.head : Number(tag)
    return { number: toHex(number), hash: hashOf(number), timestamp: toHex(1_900_000_000 + number) }
  }
  const client = { request } as never as ChainClient
  let cursor: BlockCursor | undefined
  const cursors: bigint[] = []
  const rewinds: bigint[] = []
  const journal = { cursor: () => cursor, rewind: (from: bigint) => void rewinds.push(from) }
  const follower = new BlockFollower({
    client,
    journal,
    filter: { address: zeroAddress, events: eventsOf(abi, 'Happened') },
    startBlock: 5,
    logWindow,
    reorgDepth: 4,
    now: () => at.time,
  })
  const blocks = new Set<number>()
  const fold = (logs: EventLog<typeof abi, 'Happened'>[], next: BlockCursor) => {
    for (const { blockNumber } of logs) blocks.add(Number(blockNumber))
    cursor = next
    cursors.push(next.number)
  }
  const advance = async () => follower.advance(await follower.head(), fold)
  const stand = (number: number, hash = hashOf(number)) => {
    cursor = { number: BigInt(number), hash }
  }
  return { at, advance, stand, read, rewinds, cursors, blocks, hashOf, cursor: () => cursor }
}

test('blocks are read from the first one on, in windows, and the cursor follows', async () => {
  const chain = openFollower({ head: 27 })
  assert.equal(await chain.advance(), undefined)
  assert.deepEqual(chain.read, [
    [5n, 14n],
    [15n, 24n],
    [25n, 27n],
  ])
  assert.deepEqual(chain.cursor(), { number: 27n, hash: chain.hashOf(27) })
  assert.equal(chain.blocks.size, 23)
})

test('how far was read is written down now and then, so that a node that fails costs little', async () => {
  const chain = openFollower({ head: 44, logWindow: 1 })
  await chain.advance()
  assert.deepEqual(chain.cursors, [20n, 36n, 44n])
})

test('new blocks are read at once, and again for half a minute, and then no more', async () => {
  const chain = openFollower({ head: 27 })
  await chain.advance()
  chain.at.head = 28
  chain.at.time = 100
  await chain.advance()
  assert.deepEqual(chain.read.splice(0).at(-1), [28n, 28n])
  for (let time = 200; time < 70_000; time += 100) {
    chain.at.time = time
    await chain.advance()
  }
  assert.ok(chain.read.length >= 30 && chain.read.length <= 33, `${chain.read.length} times`)
  // No further back than a reorganisation reaches, and without taking the cursor back.
  assert.ok(chain.read.every(([from, to]) => from >= 25n && to === 28n))
  assert.deepEqual(chain.cursor(), { number: 28n, hash: chain.hashOf(28) })
  assert.deepEqual(chain.rewinds, [])
})

test('a node that has the events of a block later than the block loses none', async () => {
  const born = new Map([[28, 0]])
  const chain = openFollower({
    head: 27,
    isEmpty: (to, time) => time < (born.get(to) ?? Number.NEGATIVE_INFINITY) + 300,
  })
  await chain.advance()
  chain.at.head = 28
  await chain.advance()
  assert.ok(!chain.blocks.has(28))
  for (const time of [100, 200, 300, 1_000]) {
    chain.at.time = time
    await chain.advance()
  }
  assert.ok(chain.blocks.has(28))
})

test('a process that starts again reads its last blocks again, since the one before may have read them too early', async () => {
  const chain = openFollower({ head: 27 })
  chain.stand(27)
  await chain.advance()
  assert.deepEqual(chain.read, [[24n, 27n]])
})

test('after a reorganisation the last blocks are read again', async () => {
  const chain = openFollower({ head: 27 })
  chain.stand(26, toHex(1, { size: 32 }))
  assert.equal(await chain.advance(), 22n)
  assert.deepEqual(chain.rewinds, [22n])
  assert.equal(chain.read[0]?.[0], 22n)
  assert.deepEqual(chain.cursor(), { number: 27n, hash: chain.hashOf(27) })
})

test('a head that is behind comes from a node that lags, and from a reorganisation where it stays behind', async () => {
  const chain = openFollower({ head: 20 })
  chain.stand(26)
  assert.equal(await chain.advance(), undefined)
  assert.deepEqual([chain.read, chain.rewinds], [[], []])
  chain.at.time = 29_999
  assert.equal(await chain.advance(), undefined)
  chain.at.time = 30_000
  assert.equal(await chain.advance(), 16n)
  assert.deepEqual(chain.cursor(), { number: 20n, hash: chain.hashOf(20) })
})

test('nothing before the first block is ever asked for', async () => {
  const chain = openFollower({ head: 6 })
  chain.stand(6, toHex(1, { size: 32 }))
  assert.equal(await chain.advance(), 5n)
  assert.deepEqual(chain.read, [[5n, 6n]])
})
