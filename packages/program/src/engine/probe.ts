import { ProgramError } from '../errors.ts'
import type { WeightEncoding } from '../onnx/graph.ts'
import { GREATEST_MULTIPLIER, LEAST_MULTIPLIER, multiplierOf } from '../ops/requantize.ts'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Operand, Program } from '../program.ts'
import type { Session } from './session.ts'
import { trace } from './trace.ts'
import { wideProbe } from './wideProbe.ts'

const CHANNELS = 64
const SIZE = 9
const patterns = [
  () => 127,
  () => -127,
  (i: number) => (i % 2 === 0 ? 127 : -127),
  (i: number) => (i % 4 < 2 ? 127 : -127),
  (i: number) => ((i * 7919) % 13 < 6 ? -127 : 127),
  (i: number) => ((i * 104729) % 255) - 127,
]

/**
 * Biases and multipliers for sums of a bias and one byte, with which each of the three roundings decides. Three times the float32
 * next to a sixth is no tie, but becomes one as a float32; of the two biases above 2^27 some sums give another integer where they
 * are not rounded before they are multiplied.
 */
export const nearTies: readonly (readonly [bias: number, multiplier: number])[] = [
  [0, 1 / 6],
  [0, 0.5 / 7],
  [0, 2.5 / 11],
  [0, 0.7],
  [-100, 0.5 / 3],
  [2 ** 24 + 2 ** 19, 2 ** -20],
  [-(2 ** 24) - 2 ** 19, 2 ** -20],
  [2 ** 26 + 2 ** 20, 2 ** -21],
  [2 ** 30 + 2 ** 25, 2 ** -26],
  [2 ** 31 - 40_000, 4.3e-8],
  [135_606_286, multiplierOf(0x35312ac0)],
  [139_745_654, multiplierOf(0x343c3f21)],
  [2 ** 24 - 100, 2 ** -17 / 3],
  [5, multiplierOf(LEAST_MULTIPLIER)],
  [-7, multiplierOf(GREATEST_MULTIPLIER)],
]

/** Which weight encodings are exact on this CPU with this engine, and what was seen of the others. */
export interface ProbeResult {
  readonly exact: readonly WeightEncoding[]
  readonly reasons: Readonly<Partial<Record<WeightEncoding, string>>>
}

/**
 * Runs programs that are as hard as programs get (weights at +-127, inputs at 255, so that kernels which add products in 16 bits
 * saturate; sums, products and quotients that are ties or nearly so; roots of numbers next to a square; numbers at the clamps and beyond
 * them) in both weight encodings, and compares every tensor with the reference.
 *
 * @param open opens a program on the engine under test
 */
export async function probeEncodings(
  open: (program: Program, encoding: WeightEncoding) => Promise<Session>,
): Promise<ProbeResult> {
  const probes = [{ program: probeProgram(), inputs: probeInputs() }, wideProbe()].map(
    ({ program, inputs }) => {
      const expected = inputs.map((input) => trace(program, input))
      return (encoding: WeightEncoding) =>
        firstDifference(() => open(program, encoding), program, inputs, expected)
    },
  )
  const exact: WeightEncoding[] = []
  const reasons: Partial<Record<WeightEncoding, string>> = {}
  for (const encoding of ['s8', 'u8'] as const) {
    let reason: string | undefined
    for (const probe of probes) reason ??= await probe(encoding)
    if (reason === undefined) exact.push(encoding)
    else reasons[encoding] = reason
  }
  return { exact, reasons }
}

/**
 * The fastest encoding that is exact here: s8 where it is, else u8.
 *
 * @throws ProgramError `EngineNotExact` where neither is
 */
export function chooseEncoding({ exact, reasons }: ProbeResult): WeightEncoding {
  const [first] = exact
  if (first !== undefined) return first
  throw new ProgramError(
    'EngineNotExact',
    `This CPU does not compute exact programs exactly in either weight encoding, so it can't serve them: s8: ${reasons.s8}; u8: ${reasons.u8}.`,
  )
}

async function firstDifference(
  open: () => Promise<Session>,
  program: Program,
  inputs: readonly Uint8Array[],
  expected: readonly (readonly Uint8Array[])[],
): Promise<string | undefined> {
  let session: Session
  try {
    session = await open()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  try {
    for (const [i, input] of inputs.entries()) {
      const tensors = await session.trace!(input)
      for (const [step, tensor] of expected[i]!.entries()) {
        const wrong = tensor.filter((byte, at) => byte !== tensors[step]![at]).length
        if (wrong > 0)
          return `${wrong} of ${tensor.length} bytes of step ${step} (${program.steps[step]!.op}) are wrong`
      }
    }
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await session.close()
  }
}

function probeInputs(): Uint8Array[] {
  const count = SIZE * SIZE * CHANNELS
  return [
    new Uint8Array(count).fill(255),
    Uint8Array.from({ length: count }, (_, i) => ((i * 7919) % 5 < 3 ? 255 : 0)),
    Uint8Array.from({ length: count }, (_, i) => (i * 104729) % 256),
  ]
}

/** Every kind of kernel that an engine has for products with weights, each with bytes and with raw sums. */
function probeProgram(): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, SIZE, SIZE, CHANNELS] })
  const outputs: Operand[] = []
  const convolutions = [
    { kernel: 1, groups: 1, channels: 32, stride: 1, dilation: 1 },
    { kernel: 3, groups: 1, channels: 24, stride: 1, dilation: 1 },
    { kernel: 3, groups: 1, channels: 7, stride: 2, dilation: 2 },
    { kernel: 3, groups: 4, channels: 32, stride: 1, dilation: 1 },
    { kernel: 3, groups: CHANNELS, channels: CHANNELS, stride: 1, dilation: 1 },
    { kernel: 5, groups: CHANNELS, channels: CHANNELS, stride: 2, dilation: 1 },
  ]
  for (const convolution of convolutions)
    for (const raw of [false, true]) outputs.push(convolve(builder, { ...convolution, raw }))
  for (const [rows, inner] of [
    [1, SIZE * SIZE * CHANNELS],
    [SIZE * SIZE, CHANNELS],
    [CHANNELS, SIZE * SIZE],
  ] as const)
    for (const raw of [false, true]) outputs.push(multiply(builder, rows, inner, raw))
  outputs.push(...roundEach(builder))
  return builder.finish(outputs)
}

/** Every byte of the input by itself, through each kind of kernel that rounds. */
function roundEach(builder: ProgramBuilder): Operand[] {
  const bytes = SIZE * SIZE * CHANNELS
  const count = nearTies.length
  const one = new Uint8Array(count).fill(1)
  const table = builder.channelTable(
    nearTies.map(([bias]) => bias),
    nearTies.map(([, multiplier]) => multiplier),
  )
  const rows = [bytes, 1]
  const x = builder.step('Reshape', [builder.input], { shape: rows }, { dtype: 'u8', shape: rows })
  const image = [1, SIZE * SIZE, CHANNELS, 1]
  const pixels = builder.step(
    'Reshape',
    [builder.input],
    { shape: image },
    { dtype: 'u8', shape: image },
  )
  const products = builder.step(
    'MatMul',
    [x, builder.weight({ dtype: 'i8', shape: [count, 1] }, one), table],
    { inputZero: 3, ...output(false) },
    { dtype: 'u8', shape: [bytes, count] },
  )
  const wide = { dtype: 'u8', shape: [1, SIZE * SIZE, CHANNELS, count] } as const
  const convolved = builder.step(
    'Conv2d',
    [pixels, builder.weight({ dtype: 'i8', shape: [count, 1, 1, 1] }, one), table],
    { ...pointwise, groups: 1, inputZero: 3, ...output(false) },
    wide,
  )
  const copies = builder.step('Concat', new Array<Operand>(count).fill(pixels), { axis: 3 }, wide)
  const byDepth = builder.step(
    'Conv2d',
    [copies, builder.weight({ dtype: 'i8', shape: [count, 1, 1, 1] }, one), table],
    { ...pointwise, groups: count, inputZero: 3, ...output(false) },
    wide,
  )
  return [products, convolved, byDepth]
}

const pointwise = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] } as const

function convolve(
  builder: ProgramBuilder,
  parameters: {
    readonly kernel: number
    readonly groups: number
    readonly channels: number
    readonly stride: number
    readonly dilation: number
    readonly raw: boolean
  },
): Operand {
  const { kernel, groups, channels, stride, dilation, raw } = parameters
  const perGroup = CHANNELS / groups
  const pad = Math.floor(kernel / 2) * dilation
  const size = Math.floor((SIZE - 1) / stride) + 1
  const shape = [channels, kernel, kernel, perGroup]
  return builder.step(
    'Conv2d',
    [builder.input, ...weights(builder, shape, raw)],
    {
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      dilations: [dilation, dilation],
      groups,
      inputZero: 0,
      ...output(raw),
    },
    { dtype: raw ? 'i32' : 'u8', shape: [1, size, size, channels] },
  )
}

function multiply(builder: ProgramBuilder, rows: number, inner: number, raw: boolean): Operand {
  const columns = 24
  const shape = [rows, inner]
  const x = builder.step('Reshape', [builder.input], { shape }, { dtype: 'u8', shape })
  return builder.step(
    'MatMul',
    [x, ...weights(builder, [columns, inner], raw)],
    { inputZero: 0, ...output(raw) },
    { dtype: raw ? 'i32' : 'u8', shape: [rows, columns] },
  )
}

function output(raw: boolean) {
  return { outputZero: raw ? 0 : 128, low: 0, high: 255 }
}

/** Weights of a pattern for each channel, and biases that bring the largest sums back into a byte's range. */
function weights(builder: ProgramBuilder, shape: readonly number[], raw: boolean): Operand[] {
  const [channels, ...rest] = shape
  const per = rest.reduce((product, size) => product * size, 1)
  const values = new Int8Array(channels! * per)
  const biases: number[] = []
  const multipliers: number[] = []
  for (let channel = 0; channel < channels!; channel++) {
    let sum = 0
    for (let i = 0; i < per; i++) {
      const value = patterns[channel % patterns.length]!(i)
      values[channel * per + i] = value
      sum += value
    }
    biases.push(raw ? channel : -255 * sum)
    // No powers of two, so that products are rounded, and sums above 2^24 as well.
    multipliers.push(raw ? 1 : (1 + (channel % 7) / 7) / (per * 127))
  }
  const weight = builder.weight({ dtype: 'i8', shape }, new Uint8Array(values.buffer))
  return [weight, builder.channelTable(biases, multipliers)]
}
