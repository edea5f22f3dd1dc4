import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ColumnErrors } from './ColumnErrors.ts'
import type { Measured } from './measured.ts'
import { Overlap } from './Overlap.ts'
import { warningsOf, warningsOfTail } from './verdict.ts'

/** Rows of a large and a small number, of which a program gets the small one wrong. */
function twoColumns(): ColumnErrors {
  const errors = new ColumnErrors([1, 2])
  for (let i = 0; i < 40; i++) errors.add([1000 * i, i % 2], [1000 * i, 0.5])
  return errors
}

const measured = (parts: Partial<Measured> = {}): Measured => ({
  inputs: 40,
  outputs: [{ name: 'boxes', ...twoColumns().finish() }],
  ...parts,
})

describe('the verdict on a program', () => {
  test('a column that is wrong does not hide behind one of larger numbers', () => {
    const { relative, columns, correlation } = twoColumns().finish()
    assert.ok(relative < 0.001 && correlation > 0.999)
    assert.deepEqual(columns, [0, 1])
    assert.equal(twoColumns().leastCorrelation(), 0)
    assert.deepEqual(warningsOf(measured()), [
      "The error of 1 of the 2 columns of 'boxes' is above 10.00 % of their deviation: 100.00 % in column 1.",
    ])
    assert.deepEqual(warningsOf(measured(), 1.5), [])
  })

  test('the channels of an image are its columns', () => {
    const errors = new ColumnErrors([1, 2, 2, 2])
    errors.add([0, 1, 2, 3, 0, 1, 2, 3], [0, 1, 2, 3, 1, 2, 3, 4])
    const { columns = [], rootMeanSquare } = errors.finish()
    assert.equal(columns[0], 0)
    assert.ok(Math.abs((columns[1] ?? 0) - 1 / Math.sqrt(1.25)) < 1e-12)
    assert.equal(rootMeanSquare, Math.SQRT1_2)
    assert.ok(Math.abs(errors.peakToNoise() - 20 * Math.log10(3 / Math.SQRT1_2)) < 1e-12)
  })

  test('what the task counts is what is judged', () => {
    const judged = (name: 'PSNR' | 'correlation' | 'mean IoU' | 'top-1 agreement', value: number) =>
      warningsOf(measured({ task: { name, value } }))
    assert.deepEqual(judged('PSNR', 30), [])
    assert.deepEqual(judged('PSNR', 29.94), ['PSNR is 29.9 dB; at least 30.0 dB is expected.'])
    assert.deepEqual(judged('top-1 agreement', 0.95), [])
    assert.deepEqual(judged('top-1 agreement', 0.9), [
      'top-1 agreement is 90.00 %; at least 95.00 % is expected.',
    ])
    assert.equal(judged('mean IoU', 0.89).length, 1)
    assert.equal(judged('correlation', 0.98).length, 1)
    assert.match(warningsOf(undefined)[0] ?? '', /^Nothing was measured/)
  })

  test('divisions into classes overlap by the mean over the classes that there are', () => {
    const one = new Overlap([1, 1, 2, 2])
    // Of probabilities the middle is a half: two pixels are in both, one in either.
    one.add([0.9, 0.8, 0.1, 0.2], [0.9, 0.2, 0.3, 0.1])
    assert.equal(one.finish(), (1 / 2 + 2 / 3) / 2)
    const many = new Overlap([1, 3, 1, 2])
    many.add([5, 0, 1, 2, 0, 1], [9, 0, 1, 7, 0, 1])
    assert.equal(many.finish(), 1)
    const logits = new Overlap([1, 1, 1, 2])
    logits.add([-3, 0.4], [-3, 0.1])
    assert.equal(logits.finish(), 1)
  })

  test('a float tail that does more than show a result is named', () => {
    assert.deepEqual(warningsOfTail(['Softmax', 'Reshape', 'Resize']), [])
    assert.deepEqual(warningsOfTail(['Softmax', 'TopK', 'NonMaxSuppression', 'TopK']), [
      '4 operators stay in the float tail, to which nothing commits, and some of them do more than show a result: NonMaxSuppression, TopK.',
    ])
  })
})
