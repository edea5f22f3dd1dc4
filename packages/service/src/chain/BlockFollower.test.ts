import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Hex, toHex } from 'viem'
import { type BlockCursor, BlockFollower } from './BlockFollower.ts'
import type { ChainClient } from './createChainClient.ts'

/** A chain whose block n has the hash that `fork` says, and a journal that notes what it is told. */
function openFollower({
  head,
  fork = () => 0,
}: {
  head: number
  fork?: (block: number) => number
}) {
  const hashOf = (block: number): Hex => toHex(block * 10 + fork(block), { size: 32 })
  const request = async ({ params }: { params: [string, boolean] }) => {
    const [tag] = params
    const number = tag === 'latest' ? head : Number(tag)
    return { number: toHex(number), hash: hashOf(number), timestamp: toHex(1_900_000_000 + number) }
  }
  const client = { request } as never as ChainClient
  let cursor: BlockCursor | undefined
  const rewinds: bigint[] = []
  const read: [bigint, bigint][] = []
  const journal = { cursor: () => cursor, rewind: (from: bigint) => void rewinds.push(from) }
  const follower = new BlockFollower({
    client,
    journal,
    startBlock: 5,
    logWindow: 10,
    reorgDepth: 4,
  })
  const advance = async () =>
    follower.advance(await follower.head(), async (from, to) => {
      read.push([from, to])
      return (next) => {
        cursor = next
      }
    })
  const stand = (number: number, hash = hashOf(number)) => {
    cursor = { number: BigInt(number), hash }
  }
  return { advance, stand, read, rewinds, hashOf, cursor: () => cursor }
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
})

test('what was read is not read again', async () => {
  const chain = openFollower({ head: 27 })
  chain.stand(26)
  await chain.advance()
  assert.deepEqual(chain.read, [[27n, 27n]])
  await chain.advance()
  assert.equal(chain.read.length, 1)
  assert.deepEqual(chain.rewinds, [])
})

test('after a reorganisation the last blocks are read again', async () => {
  const chain = openFollower({ head: 27 })
  chain.stand(26, toHex(1, { size: 32 }))
  assert.equal(await chain.advance(), 22n)
  assert.deepEqual(chain.rewinds, [22n])
  assert.deepEqual(chain.read, [[22n, 27n]])
})

test('a chain that is shorter than what was read has been reorganised', async () => {
  const chain = openFollower({ head: 20 })
  chain.stand(26)
  assert.equal(await chain.advance(), 16n)
})

test('nothing before the first block is ever asked for', async () => {
  const chain = openFollower({ head: 6 })
  chain.stand(6, toHex(1, { size: 32 }))
  assert.equal(await chain.advance(), 5n)
  assert.deepEqual(chain.read, [[5n, 6n]])
})
