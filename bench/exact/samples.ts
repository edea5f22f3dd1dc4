import { existsSync, readFileSync } from 'node:fs'
import { type Sample as DrawnSample, floatInput, sampleModels } from '@assay/models'
import { type FloatCard, type Program, readProgram, type Session } from '@assay/program'

/** A sample model with its exact program, as these measurements need it. */
export interface Sample {
  readonly name: string
  readonly card: FloatCard
  readonly isClassifier: boolean
  /** What the float model is given for an input: the same bytes where the card says what they stand for. */
  floatBytes(sample: DrawnSample): Uint8Array
  readonly onnx: Uint8Array
  readonly file: Uint8Array
  readonly program: Program
  /** A held-out input, with the right label where the model is a classifier. */
  draw(seed: number): DrawnSample
}

/** The samples that have an exact program, the one with the largest program last. */
export async function loadSamples(): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const { name, card, file, draw } of sampleModels) {
    const path = new URL('program.assay', file)
    if (!existsSync(path)) continue
    const bytes = new Uint8Array(readFileSync(path))
    samples.push({
      name,
      card,
      isClassifier: card.labels !== undefined,
      floatBytes: (sample) =>
        sample.numbers === undefined
          ? sample.bytes
          : new Uint8Array(floatInput(card.input, sample).buffer),
      onnx: new Uint8Array(readFileSync(file)),
      file: bytes,
      program: (await readProgram(bytes)).program,
      draw: (seed) => draw({ seed, split: 'held-out' }),
    })
  }
  if (samples.length === 0) throw new Error('No sample model has a program.assay; compile them.')
  return samples.sort((a, b) => a.file.length - b.file.length)
}

/** The position of the largest number of a classifier's output. */
export function largest(session: Session, output: Uint8Array): number {
  const numbers = numbersOf(session.outputs[0]!.dtype, output)
  return numbers.reduce((best, number, i) => (number > numbers[best]! ? i : best), 0)
}

function numbersOf(dtype: string, bytes: Uint8Array): number[] {
  const { buffer } = new Uint8Array(bytes)
  if (dtype === 'float32') return [...new Float32Array(buffer)]
  return dtype === 'i32' ? [...new Int32Array(buffer)] : [...bytes]
}
