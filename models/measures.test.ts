import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greatest, meanAbsoluteError, peakSignal, topOne } from './measures.ts'

const bytes = new Uint8Array()

test('greatest: gives the place of the greatest number, and of equal ones the first', () => {
  assert.equal(greatest([-3, 7, 7, 2]), 1)
})

test('topOne: counts answers whose greatest number is that of the label', () => {
  assert.equal(topOne.ofOne([0, 2, 1], { bytes, label: 1 }), 1)
  assert.equal(topOne.ofOne([0, 2, 1], { bytes, label: 2 }), 0)
})

test('meanAbsoluteError: is in the unit of the numbers', () => {
  const measure = meanAbsoluteError('MW')
  assert.equal(measure.ofMean(measure.ofOne([1, 5], { bytes, target: [2, 2] })), 2)
  assert.equal(measure.unit, 'MW')
})

test('peakSignal: an error of a whole byte everywhere is 0 dB, of one step 48.13 dB', () => {
  const figure = (answer: readonly number[]) =>
    peakSignal.ofMean(peakSignal.ofOne(answer, { bytes, target: [0, 0] }))
  assert.equal(figure([255, 255]), 0)
  assert.ok(Math.abs(figure([1, 1]) - 48.1308) < 1e-4)
})
