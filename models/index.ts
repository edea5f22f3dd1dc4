import { readFileSync } from 'node:fs'
import type { Card, SeriesInput } from './card.ts'
import { drawSeries } from './demand/draw.ts'
import { drawDigit } from './digits/draw.ts'
import { drawDigitWithMouse } from './digits/drawWithMouse.ts'
import { encodeSeries } from './encoding.ts'
import { meanAbsoluteError, peakSignal, topOne } from './measures.ts'
import { drawObject } from './objects/draw.ts'
import { drawPayment } from './payments/draw.ts'
import { drawReading } from './pump/draw.ts'
import type { Sample, SampleModel } from './sample.ts'
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

export type { Sample, SampleModel } from './sample.ts'

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
