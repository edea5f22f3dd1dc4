import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawReading, drawReadings, features, labels } from './draw.ts'

const COUNT = 5000

test('drawReadings: the held-out readings are the same bytes everywhere', () => {
  const hash = createHash('sha256')
  for (const { bytes, label } of drawReadings({ split: 'held-out', count: COUNT })) {
    hash.update(bytes).update(Uint8Array.of(label))
  }
  assert.equal(
    hash.digest('hex'),
    '538a620db123d18c6391ec8c5af61fdc8bbc1bbc0f829022997a96fbbd158780',
  )
})

test('drawReadings: labels go round, and values fit the encoding', () => {
  const clipped = features.map(() => 0)
  for (const [i, reading] of [...drawReadings({ split: 'train', count: COUNT })].entries()) {
    assert.equal(reading.label, i % labels.length)
    for (const [feature, { scale, zero }] of features.entries()) {
      const value = reading.values[feature] as number
      const decoded = ((reading.bytes[feature] as number) - zero) * scale
      if (Math.abs(decoded - value) > scale / 2 + 1e-9) clipped[feature]! += 1
    }
  }
  for (const times of clipped) assert.ok(times < COUNT / 100, clipped.join())
})

test('drawReadings: no reading of one split is in another', () => {
  const seen = new Set<string>()
  for (const split of ['train', 'calibration', 'held-out'] as const) {
    for (const { values } of drawReadings({ split, count: COUNT })) seen.add(values.join())
  }
  assert.equal(seen.size, 3 * COUNT)
})

test('drawReading: faults move the sensors that they should', () => {
  const mean = (label: number, name: (typeof features)[number]['name']) => {
    const feature = features.findIndex((known) => known.name === name)
    const readings = [...drawReadings({ split: 'train', count: COUNT })]
    const values = readings.filter((reading) => reading.label === label)
    return (
      values.reduce((sum, { values: row }) => sum + (row[feature] as number), 0) / values.length
    )
  }
  assert.ok(mean(1, 'bearingTemperature') > mean(0, 'bearingTemperature') + 5)
  assert.ok(mean(2, 'axialVibration') > mean(0, 'axialVibration') + 1)
  assert.ok(mean(3, 'inletPressure') < mean(0, 'inletPressure') - 0.1)
  assert.ok(mean(4, 'flow') < mean(0, 'flow') - 20)
  assert.deepEqual(
    drawReading({ seed: 3, split: 'train' }),
    drawReading({ seed: 3, split: 'train' }),
  )
})

test('features and labels: stand in the card in the same order', () => {
  const card = JSON.parse(readFileSync(new URL('card.json', import.meta.url), 'utf8'))
  assert.deepEqual(card.labels, labels)
  assert.deepEqual(card.input.features, features)
})
