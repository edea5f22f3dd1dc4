import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawPayment, features, labels } from './draw.ts'

const COUNT = 4000

const payments = (split: 'train' | 'calibration' | 'held-out') =>
  Array.from({ length: COUNT }, (_, seed) => drawPayment({ seed, split }))

test('drawPayment: the held-out payments are the same bytes everywhere', () => {
  const hash = createHash('sha256')
  for (const { bytes, label } of payments('held-out'))
    hash.update(bytes).update(Uint8Array.of(label))
  assert.equal(
    hash.digest('hex'),
    '2cf38be088e87eeb6e4d9e18c8986acb3e211200be006115a78e4a470197330f',
  )
})

test('drawPayment: labels go round, and each number stands for the value to half a step', () => {
  for (const [i, { values, bytes, label }] of payments('train').entries()) {
    assert.equal(label, i % labels.length)
    const numbers = new Int32Array(bytes.slice().buffer)
    for (const [feature, { scale, zero }] of features.entries()) {
      const value = (numbers[feature]! - zero) * scale
      assert.ok(Math.abs(value - values[feature]!) <= scale / 2 + 1e-9)
      assert.ok(values[feature]! >= 0)
    }
  }
})

test('drawPayment: no payment of one split is in another', () => {
  const seen = new Set<string>()
  for (const split of ['train', 'calibration', 'held-out'] as const)
    for (const { values } of payments(split)) seen.add(values.join())
  assert.equal(seen.size, 3 * COUNT)
})

test('drawPayment: each fraud leaves its marks', () => {
  const drawn = payments('train')
  const mean = (label: (typeof labels)[number], name: (typeof features)[number]['name']) => {
    const feature = features.findIndex((known) => known.name === name)
    const own = drawn.filter((payment) => labels[payment.label] === label)
    return own.reduce((sum, { values }) => sum + values[feature]!, 0) / own.length
  }
  assert.ok(mean('stolen card', 'distance') > 2 * mean('genuine', 'distance'))
  assert.ok(mean('account taken over', 'failedLogins') > 1 + mean('genuine', 'failedLogins'))
  assert.ok(mean('card testing', 'amount') < mean('genuine', 'amount') / 2)
  assert.ok(mean('card testing', 'paymentsOfDay') > 3 + mean('genuine', 'paymentsOfDay'))
})

test('features and labels: stand in the card in the same order', () => {
  const card = JSON.parse(readFileSync(new URL('card.json', import.meta.url), 'utf8'))
  assert.deepEqual(card.labels, labels)
  assert.deepEqual(card.input.features, JSON.parse(JSON.stringify(features)))
})

test('features: from low to high is what nearly all payments have', () => {
  const drawn = payments('held-out')
  for (const [feature, { name, low, high }] of features.entries()) {
    const outside = drawn.filter(({ values }) => values[feature]! < low || values[feature]! > high)
    assert.ok(outside.length < COUNT / 50, `${outside.length} of ${COUNT}: ${name}`)
    const span = Math.max(...drawn.map(({ values }) => Math.min(values[feature]!, high))) - low
    assert.ok(span > (high - low) / 2, name)
  }
})
