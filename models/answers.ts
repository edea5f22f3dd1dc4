import { readFileSync } from 'node:fs'
import { readProgram } from '@assay/program'
import { openProgram } from '@assay/program/node'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { floatInput } from './compileSettings.ts'
import type { Sample, SampleModel } from './sample.ts'

/** Answers samples with numbers in the card's units. */
export type Answer = (sample: Sample) => Promise<ArrayLike<number>>

/** A sample's float model, on one thread. */
export async function openFloat({ card, file }: SampleModel): Promise<Answer> {
  const { input, output } = card
  const session = await InferenceSession.create(readFileSync(file), { intraOpNumThreads: 1 })
  return async (sample) => {
    const numbers = floatInput(input, sample)
    const tensor =
      'dtype' in input
        ? new Tensor('int32', Int32Array.from(numbers), [...input.shape])
        : new Tensor('float32', numbers, [...input.shape])
    return (await session.run({ [input.name]: tensor }))[output.name]!.data as ArrayLike<number>
  }
}

/** The exact program of a file with one output, whose numbers q stand for (q - zero) * scale. */
export async function openExact(
  file: Uint8Array,
  { dtype, scale, zero }: { dtype: string; scale: number; zero: number },
): Promise<Answer> {
  const session = await openProgram((await readProgram(file)).program)
  return async ({ bytes }) => {
    const answer = await session.run(bytes)
    const numbers = dtype === 'i32' ? new Int32Array(answer.slice().buffer) : answer
    return Float64Array.from(numbers, (number) => (number - zero) * scale)
  }
}
