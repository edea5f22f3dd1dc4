import { readFileSync } from 'node:fs'
import type { Card } from './card.ts'
import { drawDigit } from './digits/draw.ts'
import { drawDigitWithMouse } from './digits/drawWithMouse.ts'
import type { Split } from './drawing/split.ts'
import { drawObject } from './objects/draw.ts'
import { drawPayment } from './payments/draw.ts'
import { drawReading } from './pump/draw.ts'

export type { Card, Encoding, Feature, ImageInput, Measurement, TableInput } from './card.ts'
export type { Split } from './drawing/split.ts'
export { encodeRow, encodeWideRow, toFloatInput } from './encoding.ts'

/** The bytes that a model reads, channels last, and the label that is right for them. */
export type Sample = { bytes: Uint8Array; label: number }

export type SampleModel = {
  name: string
  card: Card
  /** The float ONNX file. */
  file: URL
  /** Makes one sample from its seed; labels go round with the seed. */
  draw: (parameters: { seed: number; split: Split }) => Sample
  /** Samples of another origin than the training data, where the model has such. */
  drawStress?: (parameters: { seed: number }) => Sample
}

export const sampleModels: readonly SampleModel[] = [
  {
    ...inFolder('digits'),
    draw: (parameters) => fromPicture(drawDigit(parameters)),
    drawStress: (parameters) => fromPicture(drawDigitWithMouse(parameters)),
  },
  { ...inFolder('objects'), draw: (parameters) => fromPicture(drawObject(parameters)) },
  { ...inFolder('payments'), draw: drawPayment },
  { ...inFolder('pump'), draw: drawReading },
]

function inFolder(name: string): Pick<SampleModel, 'name' | 'card' | 'file'> {
  const folder = new URL(`./${name}/`, import.meta.url)
  const card = JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')) as Card
  return { name, card, file: new URL('model.onnx', folder) }
}

function fromPicture({ pixels, label }: { pixels: Uint8Array; label: number }): Sample {
  return { bytes: pixels, label }
}
