import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAtMost } from './fetchModel.ts'

/** An answer in pieces, and whether its download was given up. */
function answer(pieces: readonly number[], headers: Record<string, string> = {}) {
  const waiting = [...pieces]
  const state = { cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = waiting.shift()
      if (next === undefined) controller.close()
      else controller.enqueue(new Uint8Array(next).fill(7))
    },
    cancel() {
      state.cancelled = true
    },
  })
  return { response: new Response(body, { headers }), state }
}

test('a body within the limit is read whole', async () => {
  const { response } = answer([3, 0, 4])
  assert.deepEqual(await readAtMost(response, 7), new Uint8Array(7).fill(7))
  assert.deepEqual(await readAtMost(new Response(null), 7), new Uint8Array(0))
})

test('a body larger than the limit is given up, whatever its header says of its size', async () => {
  const bodies = [
    answer([4, 4, 4, 4]),
    answer([4, 4, 4, 4], { 'content-length': '2' }),
    answer([1], { 'content-length': '8' }),
  ]
  for (const { response, state } of bodies) {
    await assert.rejects(readAtMost(response, 7), { message: /too large/ })
    assert.equal(state.cancelled, true)
  }
})

test('what arrives is told as it comes, with the size that the server says', async () => {
  const told: unknown[] = []
  const { response } = answer([3, 4], { 'content-length': '7' })
  await readAtMost(response, 7, (...each) => told.push(each))
  assert.deepEqual(told, [
    [3, 7],
    [7, 7],
  ])
})
