import type { Measure } from './sample.ts'

const itself = (mean: number) => mean

/** The share of samples whose label has the greatest number. */
export const topOne: Measure = {
  metric: 'top-1 accuracy',
  key: 'accuracy',
  better: 'higher',
  ofOne: (answer, { label }) => (greatest(answer) === label ? 1 : 0),
  ofMean: itself,
}

/** How far a number is from the right one, in the mean. */
export function meanAbsoluteError(unit: string): Measure {
  return {
    metric: 'mean absolute error',
    unit,
    key: 'meanAbsoluteError',
    better: 'lower',
    ofOne: (answer, { target = [] }) => meanOf(target, (right, i) => Math.abs(answer[i]! - right)),
    ofMean: itself,
  }
}

/** How little a picture of bytes differs from the right one, from the mean of all squared differences. */
export const peakSignal: Measure = {
  metric: 'PSNR',
  unit: 'dB',
  key: 'truePsnr',
  better: 'higher',
  ofOne: (answer, { target = [] }) => meanOf(target, (right, i) => (answer[i]! - right) ** 2),
  ofMean: (mean) => 10 * Math.log10(255 ** 2 / mean),
}

/** The place of the greatest number, the first of equal ones. */
export function greatest(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}

function meanOf(values: ArrayLike<number>, of: (value: number, i: number) => number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += of(values[i]!, i)
  return sum / values.length
}
