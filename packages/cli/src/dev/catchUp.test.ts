import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catchUp } from './catchUp.ts'

/** A chain on a machine where every call takes this long (seconds). */
function slowChain(offset: number, callTakes: number) {
  let now = 1_000.9
  const moves: number[] = []
  return {
    now: () => now,
    moves,
    behind: () => Math.floor(now) - Math.floor(now + offset),
    chain: {
      pendingTime: async () => {
        now += callTakes
        return Math.floor(now + offset)
      },
      putForward: async (seconds: number) => {
        now += callTakes
        offset += seconds
        moves.push(seconds)
      },
    },
  }
}

test('a chain that a busy machine left behind takes the time of the day, and no more', async () => {
  const { chain, now, behind, moves } = slowChain(-5, 0.01)
  await catchUp(chain, now)
  assert.equal(behind(), 0)
  assert.deepEqual(moves, [5])
})

test('where every call takes seconds, the chain ends no further behind than one call takes', async () => {
  const { chain, now, behind } = slowChain(-7, 2)
  await catchUp(chain, now)
  assert.ok(behind() <= 2, `${behind()} s behind`)
})

test('a chain that is ahead of the day stays there', async () => {
  const { chain, now, moves } = slowChain(40, 0.01)
  await catchUp(chain, now)
  assert.deepEqual(moves, [])
})
