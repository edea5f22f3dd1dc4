import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from './checkProgram.ts'
import { openReference } from './engine/openReference.ts'
import { multiplierBits, ONE } from './ops/requantize.ts'
import { ProgramBuilder } from './ProgramBuilder.ts'
import {
  byteLength,
  type Operand,
  type OpName,
  type Program,
  type Step,
  type TensorType,
  type Weight,
} from './program.ts'
import { Random } from './testing/random.ts'
import { sampleProgram } from './testing/sampleProgram.ts'
import { testSeed } from './testing/testSeed.ts'

test('a sound program with every kind of step passes', () => {
  checkProgram(sampleProgram())
})

/** The sample with one step changed. */
function withStep(index: number, change: object): Program {
  const program = sampleProgram()
  const steps = program.steps.with(index, { ...program.steps[index]!, ...change } as Step)
  return { ...program, steps }
}

function withAttributes(index: number, change: object): Program {
  const attributes = { ...sampleProgram().steps[index]!.attributes, ...change }
  return withStep(index, { attributes })
}

function withWeight(index: number, type: TensorType, data: Uint8Array): Program {
  const program = sampleProgram()
  return { ...program, weights: program.weights.with(index, { type, data }) }
}

function i32(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Int32Array.from(values).buffer)
}

/** The first step's attributes as an i32 output has them. */
function rawAttributes() {
  return { ...sampleProgram().steps[0]!.attributes, outputZero: 0 }
}

const M = multiplierBits(1 / 500)
const tableType = { dtype: 'i32', shape: [4, 2] } as const

const refused: readonly (readonly [string, () => Program, string, RegExp])[] = [
  [
    'another version',
    () => ({ ...sampleProgram(), version: 1 as 2 }),
    'UnsupportedVersion',
    /of version 1/,
  ],
  ['no outputs', () => ({ ...sampleProgram(), outputs: [] }), 'InvalidProgram', /one output/],
  [
    'an output that is no step',
    () => ({ ...sampleProgram(), outputs: [6] }),
    'InvalidProgram',
    /Output 6/,
  ],
  [
    'an output twice',
    () => ({ ...sampleProgram(), outputs: [5, 5] }),
    'InvalidProgram',
    /more than once/,
  ],
  [
    'an op that does not exist',
    () => withStep(0, { op: 'toString' }),
    'InvalidProgram',
    /no such op/,
  ],
  [
    'an operand that comes later',
    () => withStep(1, { operands: [{ kind: 'step', index: 1 }] }),
    'InvalidProgram',
    /step 1 does not stand before/,
  ],
  [
    'a weight that is not there',
    () =>
      withStep(0, {
        operands: [{ kind: 'input' }, { kind: 'weight', index: 99 }, { kind: 'weight', index: 1 }],
      }),
    'InvalidProgram',
    /weight 99/,
  ],
  ['too few operands', () => withStep(0, { operands: [{ kind: 'input' }] }), 'InvalidProgram', /3/],
  [
    'an output shape that is not the rule',
    () => withStep(0, { output: { dtype: 'u8', shape: [1, 8, 8, 5] } }),
    'InvalidProgram',
    /Step 0 \(Conv2d\)/,
  ],
  [
    'an i8 output',
    () => withStep(4, { output: { dtype: 'i8', shape: [1, 64] } }),
    'InvalidProgram',
    /i8/,
  ],
  [
    'a tensor of more than 6 dimensions',
    () => withStep(4, { output: { dtype: 'u8', shape: [1, 1, 1, 1, 1, 1, 64] } }),
    'LimitExceeded',
    /7 dimensions/,
  ],
  [
    'a tensor that is too large',
    () => withStep(4, { output: { dtype: 'u8', shape: [2 ** 20, 2 ** 20] } }),
    'LimitExceeded',
    /bytes/,
  ],
  [
    'a dimension of zero',
    () => withStep(4, { output: { dtype: 'u8', shape: [0, 64] } }),
    'LimitExceeded',
    /0 elements/,
  ],
  [
    'groups that do not divide',
    () => withAttributes(1, { groups: 3 }),
    'InvalidProgram',
    /3 groups/,
  ],
  [
    'an input zero point outside a byte',
    () => withAttributes(0, { inputZero: 256 }),
    'InvalidProgram',
    /inputZero is 256/,
  ],
  [
    'clamps that cross',
    () => withAttributes(1, { low: 200, high: 100 }),
    'InvalidProgram',
    /high is 100/,
  ],
  [
    'a clamp on raw sums',
    () => withAttributes(5, { outputZero: 1 }),
    'InvalidProgram',
    /i32 output/,
  ],
  [
    'a stride of zero',
    () => withAttributes(0, { strides: [0, 1] }),
    'InvalidProgram',
    /stride is 0/,
  ],
  [
    'a fraction for an attribute',
    () => withAttributes(0, { strides: [1.5, 1] }),
    'InvalidProgram',
    /1.5/,
  ],
  [
    'a missing attribute',
    () => withAttributes(0, { strides: undefined }),
    'InvalidProgram',
    /strides/,
  ],
  [
    'windows of nothing but padding',
    () => withAttributes(3, { pads: [2, 0, 2, 0] }),
    'InvalidProgram',
    /./,
  ],
  [
    'multipliers beyond the float bound',
    () => withAttributes(2, { leftMultiplier: 32768, rightMultiplier: 32768 }),
    'InvalidProgram',
    /2\^24/,
  ],
  [
    'an accumulator that could pass 32 bits',
    () => withWeight(1, tableType, i32([2 ** 31 - 1, M, 0, M, 0, M, 0, M])),
    'InvalidProgram',
    /channel 0.*32 bits/,
  ],
  [
    'a multiplier that is no number',
    () => withWeight(1, tableType, i32([0, M, 0, 0x7fc00000, 0, M, 0, M])),
    'InvalidMultiplier',
    /multiplier of channel 1 is NaN \(bits 0x7fc00000\); it must be a float32/,
  ],
  [
    'a multiplier below zero',
    () => withWeight(1, tableType, i32([0, M | (1 << 31), 0, M, 0, M, 0, M])),
    'InvalidMultiplier',
    /multiplier of channel 0 is -0.00/,
  ],
  [
    'a multiplier other than 1 for raw sums',
    () =>
      withStep(0, { output: { dtype: 'i32', shape: [1, 8, 8, 4] }, attributes: rawAttributes() }),
    'InvalidProgram',
    /with an i32 output it must be 1/,
  ],
  [
    'a weight shorter than its type',
    () => withWeight(1, tableType, new Uint8Array(31)),
    'InvalidProgram',
    /Weight 1 has 31 bytes/,
  ],
]

for (const [what, program, name, message] of refused)
  test(`refuses ${what}`, () => {
    assert.throws(() => checkProgram(program()), { name, message })
  })

/** A program of one step over an input. */
function single(
  input: TensorType,
  op: OpName,
  operands: (builder: ProgramBuilder) => Operand[],
  attributes: object,
  output: TensorType,
): Program {
  const builder = new ProgramBuilder(input)
  const step = builder.step(op, operands(builder), attributes as never, output)
  return builder.finish([step])
}

test('refuses an element that the referee could not judge in one transaction', () => {
  const columns = 120_000
  const shape = [1, columns]
  const program = single(
    { dtype: 'u8', shape },
    'ArgMax',
    (builder) => [builder.input],
    {},
    { dtype: 'i32', shape: [1] },
  )
  assert.throws(() => checkProgram(program), { name: 'NotJudgeable', message: /Step 0 \(ArgMax\)/ })
})

test('decides about windows of nothing but padding as one by one would', () => {
  const random = new Random(testSeed('windows'))
  for (let i = 0; i < 3000; i++) {
    const pick = (low: number, high: number) => random.integer(low, high)
    const window = {
      kernel: [pick(1, 4), 1],
      strides: [pick(1, 4), 1],
      pads: [pick(0, 6), 0, pick(0, 6), 0],
      dilations: [pick(1, 4), 1],
    } as const
    const size = pick(1, 6)
    const span = (window.kernel[0] - 1) * window.dilations[0] + 1
    const padded = size + window.pads[0] + window.pads[2]
    if (padded < span) continue
    const outputs = Math.floor((padded - span) / window.strides[0]) + 1
    const seen = Array.from({ length: outputs }, (_, o) =>
      Array.from(
        { length: window.kernel[0] },
        (_, k) => o * window.strides[0] - window.pads[0] + k * window.dilations[0],
      ).some((position) => position >= 0 && position < size),
    )
    const program = single(
      { dtype: 'u8', shape: [1, size, 1, 1] },
      'MaxPool',
      (builder) => [builder.input],
      window,
      { dtype: 'u8', shape: [1, outputs, 1, 1] },
    )
    if (seen.every(Boolean)) checkProgram(program)
    else assert.throws(() => checkProgram(program), { message: /nothing but padding/ })
  }
})

test('refuses more work than a run may be', () => {
  const shape = [1, 4096, 4096, 1]
  const builder = new ProgramBuilder({ dtype: 'u8', shape })
  let x = builder.input
  for (let i = 0; i < 50; i++)
    x = builder.step(
      'MaxPool',
      [x],
      { kernel: [21, 21], strides: [1, 1], pads: [10, 10, 10, 10], dilations: [1, 1] },
      { dtype: 'u8', shape },
    )
  assert.throws(() => checkProgram(builder.finish([x])), {
    name: 'LimitExceeded',
    message: /multiply-adds/,
  })
})

test('refuses a table that is computed instead of constant', () => {
  const program = single(
    { dtype: 'u8', shape: [256] },
    'Lookup',
    (builder) => [builder.input, builder.input],
    {},
    { dtype: 'u8', shape: [256] },
  )
  assert.throws(() => checkProgram(program), {
    name: 'InvalidProgram',
    message: /must be a weight/,
  })
})

const numbers: TensorType = { dtype: 'i32', shape: [2, 4] }
const everything = { low: -(2 ** 31), high: 2 ** 31 - 1 }

/** Wide steps over an i32 input, which may be any number, and what is said of them. */
const beyond: readonly (readonly [
  what: string,
  op: OpName,
  operands: (builder: ProgramBuilder) => Operand[],
  attributes: object,
  output: TensorType,
  message: RegExp,
])[] = [
  [
    'products that a double does not hold',
    'Scale',
    (builder) => [builder.input, builder.numbers([1, 1], [2 ** 21])],
    { shift: 1, mode: 0, grow: 0, ...everything },
    numbers,
    /Step 0 \(Scale\): a product can reach 4503599627370496; it must be below 2\^52/,
  ],
  [
    'squares that a root is not exact for',
    'RowNorm',
    (builder) => [builder.input],
    {},
    { dtype: 'i32', shape: [2, 1] },
    /a sum of squares can reach .*; it must be below 2\^52/,
  ],
  [
    'sums that 32 bits do not hold',
    'RowSum',
    (builder) => [builder.input],
    { block: 4, grow: 0, ...everything },
    { dtype: 'i32', shape: [2, 1] },
    /a sum of 4 can reach 8589934592; it must be below 2\^31/,
  ],
  [
    'the magnitude of -2^31',
    'RowMax',
    (builder) => [builder.input],
    { absolute: 1, block: 4, grow: 0, ...everything },
    { dtype: 'i32', shape: [2, 1] },
    /a magnitude can reach 2147483648; it must be below 2\^31/,
  ],
  [
    'places that 32 bits do not hold',
    'LookupWide',
    (builder) => [builder.input, builder.numbers([2], [1, 2])],
    { base: 1, grow: 0 },
    numbers,
    /x - base can be from -2147483649 to 2147483646, which does not fit 32 bits/,
  ],
  [
    'bytes that a clamp does not keep within a byte',
    'AddWide',
    (builder) => [builder.input, builder.input],
    { leftSign: 1, rightSign: 1, grow: 0, low: -1, high: 255 },
    { dtype: 'u8', shape: [2, 4] },
    /low is -1; it must be an integer from 0 to 255/,
  ],
  [
    'an axis that grows',
    'AddWide',
    (builder) => [builder.input, builder.input],
    { leftSign: 1, rightSign: 1, grow: 1, ...everything },
    numbers,
    /grow is 1; in a program of one position it must be 0/,
  ],
]

for (const [what, op, operands, attributes, output, message] of beyond)
  test(`refuses ${what}`, () => {
    const program = single(numbers, op, operands, attributes, output)
    assert.throws(() => checkProgram(program), { name: 'InvalidProgram', message })
  })

test('refuses a program that does not read its input', () => {
  const program = single(
    { dtype: 'u8', shape: [4] },
    'Reshape',
    (builder) => [builder.weight({ dtype: 'u8', shape: [4] }, Uint8Array.of(1, 2, 3, 4))],
    { shape: [2, 2] },
    { dtype: 'u8', shape: [2, 2] },
  )
  assert.throws(() => checkProgram(program), { name: 'InvalidProgram', message: /reads its input/ })
})

test('refuses a softmax whose sum could be zero', () => {
  const program = single(
    { dtype: 'u8', shape: [1, 4] },
    'Softmax',
    (builder) => [
      builder.input,
      builder.weight({ dtype: 'i32', shape: [256] }, new Uint8Array(1024)),
    ],
    {},
    { dtype: 'u8', shape: [1, 4] },
  )
  assert.throws(() => checkProgram(program), { name: 'InvalidProgram', message: /entry 0/ })
})

/** The bytes of a weight, and how often they were asked for. */
function counted(
  type: TensorType,
  data = new Uint8Array(byteLength(type)),
): Weight & { readonly asked: number } {
  return {
    type,
    asked: 0,
    get data() {
      ;(this as { asked: number }).asked++
      return data
    },
  }
}

const ones = i32([0, ONE, 0, ONE, 0, ONE, 0, ONE])

/** As many layers as asked for, which share one weight and one channel table. */
function sharedLayers(steps: number, weight: Weight, table: Weight): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, 8] })
  const type = { dtype: 'u8', shape: [1, 4] } as const
  const attributes = { inputZero: 0, outputZero: 0, low: 0, high: 255 }
  const operands: Operand[] = [
    builder.input,
    { kind: 'weight', index: 0 },
    { kind: 'weight', index: 1 },
  ]
  const made = Array.from({ length: steps }, () =>
    builder.step('MatMul', operands, attributes, type),
  )
  return { ...builder.finish([made.at(-1)!]), weights: [weight, table] }
}

test('a weight and a table that thousands of steps share are looked through once', () => {
  const asked = [1, 4096].map((steps) => {
    const weight = counted({ dtype: 'i8', shape: [4, 8] })
    const table = counted(tableType, ones)
    checkProgram(sharedLayers(steps, weight, table))
    return [weight.asked, table.asked]
  })
  assert.deepEqual(asked[1], asked[0])
})

test('a program that passed is not checked again', () => {
  const weight = counted({ dtype: 'i8', shape: [4, 8] })
  const program = sharedLayers(3, weight, counted(tableType, ones))
  checkProgram(program)
  const { asked } = weight
  checkProgram(program)
  openReference(program)
  assert.equal(weight.asked, asked)
})
