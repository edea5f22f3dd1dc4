import { ProgramBuilder } from '../ProgramBuilder.ts'
import {
  elementCount,
  type Operand,
  type OpName,
  type Program,
  type TensorType,
} from '../program.ts'
import type { Random } from './random.ts'
import { addRandomStep } from './randomStep.ts'

/** Every op that can be added at random, which is every op. */
export const opNames = Object.keys(addRandomStep) as OpName[]

/** Ops that read an image as (N,H,W,C). */
const imageOps: readonly OpName[] = ['Conv2d', 'MaxPool', 'Resize']

/** Ops that take numbers as well as bytes. */
const numberOps: readonly OpName[] = [
  'AddWide',
  'Scale',
  'RowMax',
  'RowSum',
  'RowNorm',
  'DivRow',
  'LookupWide',
  'Rope',
  'Gather',
  'Select',
  'Compare',
  'PrefixSum',
]

function randomInput(random: Random, image: boolean, numbers: boolean): TensorType {
  if (image || random.chance(0.4)) {
    // Now and then an image large enough for an engine's blocked kernels and their remainders.
    const large = random.chance(0.1)
    const channels = random.pick(large ? [48, 96, 128, 160] : [1, 2, 3, 4, 8, 16, 17, 32, 64])
    const size = large ? 24 : 9
    return {
      dtype: 'u8',
      shape: [large ? 1 : random.pick([1, 1, 2]), ...sizes(random, 2, size), channels],
    }
  }
  // Long rows take sums beyond 2^24, which a float rounds.
  if (random.chance(0.1))
    return { dtype: 'u8', shape: [random.integer(1, 5), random.pick([600, 1500, 4608])] }
  const last = random.pick([1, 5, 8, 16, 31, 64, 200])
  const dtype = numbers && random.chance(0.6) ? 'i32' : 'u8'
  return { dtype, shape: [...sizes(random, random.integer(1, 3), 4), last] }
}

function sizes(random: Random, count: number, largest: number): number[] {
  return Array.from({ length: count }, () => random.integer(1, largest))
}

/** A program of one step of this op. */
export function randomStepProgram(random: Random, op: OpName): Program {
  for (;;) {
    const builder = new ProgramBuilder(
      randomInput(random, imageOps.includes(op), numberOps.includes(op)),
    )
    const output = addRandomStep[op](random, builder, builder.input)
    if (output !== undefined) return builder.finish([output])
  }
}

/** A program of several steps of any ops, each fed from the input or an earlier step; one to three outputs. */
export function randomProgram(random: Random, steps: number): Program {
  const builder = new ProgramBuilder(randomInput(random, false, random.chance(0.3)))
  const made: Operand[] = []
  while (made.length < steps) {
    // What is large is not built upon: the reference would take long.
    const places = [builder.input, ...made].filter(
      (place) => elementCount(builder.typeOf(place).shape) <= 20_000,
    )
    if (places.length === 0 && made.length > 0) break
    const last = places.at(-1) ?? builder.input
    const x = places.length === 0 || random.chance(0.7) ? last : random.pick(places)
    const output = addRandomStep[random.pick(opNames)](random, builder, x)
    if (output !== undefined) made.push(output)
  }
  const others = random.shuffle(made.slice(0, -1)).slice(0, random.pick([0, 0, 1, 2]))
  return builder.finish([made.at(-1)!, ...others])
}
