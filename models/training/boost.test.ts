import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { createRandom } from '../drawing/random.ts'
import { boost, scoresOf } from './boost.ts'
import { treesToOnnx } from './treesToOnnx.ts'

const random = createRandom({ seed: 1, stream: 0xb0057 })
const rows = Array.from({ length: 2000 }, () => [random.integer(1000), random.integer(1000), 7])
/** Not linear, and of two features: below the diagonal, above it, or in a square in the middle. */
const labels = rows.map(([a, b]) =>
  Math.max(Math.abs(a! - 500), Math.abs(b! - 500)) < 200 ? 2 : a! < b! ? 0 : 1,
)
const shape = { rounds: 12, depth: 4, rate: 0.4 }
const ensemble = boost({ rows, labels, classes: 3, ...shape })

const best = (scores: ArrayLike<number>) =>
  Array.from(scores).indexOf(Math.max(...Array.from(scores)))

test('boost: trees learn what no line tells apart, and the same rows give the same trees', () => {
  const right = rows.filter((row, i) => best(scoresOf(ensemble, row)) === labels[i]).length
  assert.ok(right > 0.95 * rows.length, `${right} of ${rows.length}`)
  assert.deepEqual(boost({ rows, labels, classes: 3, ...shape }), ensemble)
})

test('boost: a row of one class only gives leaves without a branch', () => {
  const { rounds } = boost({ rows, labels: rows.map(() => 0), classes: 2, ...shape, rounds: 1 })
  for (const tree of rounds[0]!) assert.deepEqual(Object.keys(tree), ['value'])
})

test('treesToOnnx: onnxruntime finds the same scores', async () => {
  const session = await InferenceSession.create(treesToOnnx(ensemble, { features: 3, classes: 3 }))
  for (const row of rows.slice(0, 200)) {
    const input = new Tensor('int32', Int32Array.from(row), [1, 3])
    const scores = (await session.run({ input })).scores!.data as Float32Array
    for (const [k, score] of scoresOf(ensemble, row).entries())
      assert.ok(Math.abs(score - scores[k]!) < 1e-5, `${score} and ${scores[k]}`)
  }
})
