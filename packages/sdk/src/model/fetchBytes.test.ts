import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { fetchBytes } from './fetchBytes.ts'

const bounds = { limit: 7, timeout: 10_000 }

/** Has an address answer in pieces, and says whether its download was given up. */
function serve(t: TestContext, pieces: readonly number[], headers: Record<string, string> = {}) {
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
  t.mock.method(globalThis, 'fetch', async () => new Response(body, { headers }))
  return state
}

test('a body within the limit is read whole', async (t) => {
  serve(t, [3, 0, 4])
  assert.deepEqual(await fetchBytes('http://store/x', bounds), new Uint8Array(7).fill(7))
})

test('a body larger than the limit is given up, whatever its header says of its size', async (t) => {
  for (const [pieces, headers] of [
    [[4, 4, 4, 4], {}],
    [[4, 4, 4, 4], { 'content-length': '2' }],
    [[1], { 'content-length': '8' }],
  ] as const) {
    const state = serve(t, pieces, headers)
    await assert.rejects(fetchBytes('http://store/x', bounds), { name: 'TooLongError' })
    assert.equal(state.cancelled, true)
  }
})

test('what arrives is told as it comes, with the size that the server says', async (t) => {
  const told: unknown[] = []
  serve(t, [3, 4], { 'content-length': '7' })
  await fetchBytes('http://store/x', { ...bounds, onBytes: (...each) => told.push(each) })
  assert.deepEqual(told, [
    [3, 7],
    [7, 7],
  ])
})
