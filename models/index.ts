import { readFileSync } from 'node:fs'
import type { Card, SeriesInput } from './card.ts'
import { drawSeries } from './demand/draw.ts'
import { drawDigit } from './digits/draw.ts'
import { drawDigitWithMouse } from './digits/drawWithMouse.ts'
import type { Split } from './drawing/split.ts'
import { encodeSeries } from './encoding.ts'
import { type Measure, meanAbsoluteError, peakSignal, topOne } from './measures.ts'
import { drawObject } from './objects/draw.ts'
import { drawPayment } from './payments/draw.ts'
import { drawReading } from './pump/draw.ts'
import { bicubic } from './upscale/bicubic.ts'
import { drawPair } from './upscale/draw.ts'

export type {
  Card,
  Encoding,
  Feature,
  ImageInput,
  Measurement,
  SeriesInput,
  TableInput,
} from './card.ts'
export { compileSettings, floatInput } from './compileSettings.ts'
export type { Split } from './drawing/split.ts'
export { encodeRow, encodeSeries, encodeWideRow, toFloatInput } from './encoding.ts'

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

export const sampleModels: readonly SampleModel[] = [
  {
    ...classifier('digits'),
    draw: (parameters) => fromPicture(drawDigit(parameters)),
    drawStress: (parameters) => fromPicture(drawDigitWithMouse(parameters)),
  },
  { ...classifier('objects'), draw: (parameters) => fromPicture(drawObject(parameters)) },
  { ...classifier('payments'), heldOut: 10_000, draw: drawPayment },
  { ...classifier('pump'), draw: drawReading },
  demand(),
  {
    ...inFolder('upscale'),
    heldOut: 500,
    measure: peakSignal,
    baselines: { 'bicubic interpolation': ({ bytes }) => bicubic(bytes) },
    draw: drawPair,
  },
]

function demand(): SampleModel {
  const model = inFolder('demand')
  const { encoding, unit } = model.card.input as SeriesInput
  return {
    ...model,
    heldOut: 5000,
    measure: meanAbsoluteError(unit),
    baselines: {
      'the same hour a week before': ({ numbers = [] }) => Array.from(numbers).slice(0, 24),
      'the same hour a day before': ({ numbers = [] }) => Array.from(numbers).slice(-24),
    },
    draw: (parameters) => {
      const { past, ahead } = drawSeries(parameters)
      return {
        bytes: encodeSeries(encoding, past),
        numbers: Float32Array.from(past),
        target: ahead,
      }
    },
  }
}

function classifier(name: string): Omit<SampleModel, 'draw'> {
  return { ...inFolder(name), heldOut: 5000, measure: topOne }
}

function inFolder(name: string): Pick<SampleModel, 'name' | 'card' | 'file'> {
  const folder = new URL(`./${name}/`, import.meta.url)
  const card = JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')) as Card
  return { name, card, file: new URL('model.onnx', folder) }
}

function fromPicture({ pixels, label }: { pixels: Uint8Array; label: number }): Sample {
  return { bytes: pixels, label }
}
