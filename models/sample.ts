import type { Card } from './card.ts'
import type { Split } from './drawing/split.ts'

export type Sample = {
  /** What people hold, channels last. */
  bytes: Uint8Array
  /** The class that is right, of a classifier. */
  label?: number
  /** The numbers that are right, of any other model. */
  target?: ArrayLike<number>
  /** What the float model is given, where the bytes stand for it with an error. */
  numbers?: Float32Array
}

/** One figure of how good answers are: the mean over samples, brought into its unit. */
export type Measure = {
  readonly metric: string
  readonly unit?: string
  /** Its key in the card's figures of the program, and in those of the float model behind `float`. */
  readonly key: string
  readonly better: 'higher' | 'lower'
  readonly ofOne: (answer: ArrayLike<number>, sample: Sample) => number
  readonly ofMean: (mean: number) => number
}

export type SampleModel = {
  name: string
  card: Card
  /** The float ONNX file. */
  file: URL
  /** How many held-out samples the card's figures are of. */
  heldOut: number
  /** What counts. */
  measure: Measure
  /** What answers that need no model are worth, by words. */
  baselines?: Readonly<Record<string, (sample: Sample) => ArrayLike<number>>>
  /** Makes one sample from its seed; labels go round with the seed. */
  draw: (parameters: { seed: number; split: Split }) => Sample
  /** Samples of another origin than the training data, where the model has such. */
  drawStress?: (parameters: { seed: number }) => Sample
}
