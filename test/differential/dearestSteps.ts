import { multiplierBits, type OpName, type Program, ProgramBuilder } from '@assay/program'

/** Bytes none of which is zero. */
export function noise(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => 1 + ((i * 7919 + (i >> 8)) % 255))
}

/** Sums beyond 2^24 by a multiplier that is no power of two are rounded three times. */
const MULTIPLIER = 2 ** -16 / 3
const bytes = { outputZero: 9, low: 0, high: 255 }

export function conv(
  image: readonly [number, number, number],
  kernel: readonly [number, number],
  groups: number,
  dilation = 1,
): Program {
  const [height, width, channels] = image
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, ...image] })
  const [kh, kw] = kernel
  const perGroup = channels / groups
  const weights = builder.weight(
    { dtype: 'i8', shape: [channels, kh, kw, perGroup] },
    noise(channels * kh * kw * perGroup),
  )
  const biases: number[] = Array(channels).fill(0x01010101)
  const y = builder.step(
    'Conv2d',
    [builder.input, weights, builder.channelTable(biases, Array(channels).fill(MULTIPLIER))],
    {
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      dilations: [dilation, dilation],
      groups,
      inputZero: 7,
      ...bytes,
    },
    {
      dtype: 'u8',
      shape: [1, height - (kh - 1) * dilation, width - (kw - 1) * dilation, channels],
    },
  )
  return builder.finish([y])
}

export function matMul(inner: number): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [3, inner] })
  const weights = builder.weight({ dtype: 'i8', shape: [5, inner] }, noise(5 * inner))
  const table = builder.channelTable(Array(5).fill(0x01010101), Array(5).fill(MULTIPLIER))
  const attributes = { inputZero: 7, ...bytes }
  const output = { dtype: 'u8', shape: [3, 5] } as const
  return builder.finish([
    builder.step('MatMul', [builder.input, weights, table], attributes, output),
  ])
}

function batchMatMul(inner: number): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [2, 3, inner] })
  const attributes = {
    leftZero: 3,
    rightZero: 200,
    multiplier: multiplierBits(MULTIPLIER),
    ...bytes,
  }
  const output = { dtype: 'u8', shape: [2, 3, 3] } as const
  return builder.finish([
    builder.step('BatchMatMul', [builder.input, builder.input], attributes, output),
  ])
}

export function maxPool(
  image: readonly [number, number, number],
  kernel: readonly [number, number],
) {
  const [height, width, channels] = image
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, ...image] })
  const y = builder.step(
    'MaxPool',
    [builder.input],
    { kernel, strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] },
    { dtype: 'u8', shape: [1, height - kernel[0] + 1, width - kernel[1] + 1, channels] },
  )
  return builder.finish([y])
}

export function softmax(columns: number): Program {
  const shape = [2, columns]
  const builder = new ProgramBuilder({ dtype: 'u8', shape })
  const entries = Int32Array.from({ length: 256 }, (_, i) => 32767 - 101 * i)
  const table = builder.weight({ dtype: 'i32', shape: [256] }, new Uint8Array(entries.buffer))
  return builder.finish([
    builder.step('Softmax', [builder.input, table], {}, { dtype: 'u8', shape }),
  ])
}

function argMax(dtype: 'u8' | 'i32', columns: number): Program {
  const builder = new ProgramBuilder({ dtype, shape: [2, columns] })
  return builder.finish([builder.step('ArgMax', [builder.input], {}, { dtype: 'i32', shape: [2] })])
}

/** The most operands that there may be, each with the most dimensions. */
function concat(): Program {
  const shape = [1, 2, 1, 3, 1, 2]
  const builder = new ProgramBuilder({ dtype: 'u8', shape })
  const operands = Array.from({ length: 64 }, (_, i) =>
    i === 63
      ? builder.input
      : builder.weight(
          { dtype: 'u8', shape },
          noise(12).map((byte) => byte + i),
        ),
  )
  const output = { dtype: 'u8', shape: [1, 2, 1, 3, 64, 2] } as const
  return builder.finish([builder.step('Concat', operands, { axis: 4 }, output)])
}

/** An op that moves data, over a tensor of six dimensions. */
function movement(op: 'Slice' | 'Pad' | 'Transpose' | 'Reshape'): Program {
  const shape = [8, 8, 8, 8, 8, 8]
  const builder = new ProgramBuilder({ dtype: 'u8', shape })
  const x = builder.input
  const add = {
    Slice: () =>
      builder.step(
        'Slice',
        [x],
        { starts: Array(6).fill(1), steps: Array(6).fill(2), sizes: Array(6).fill(3) },
        { dtype: 'u8', shape: Array(6).fill(3) },
      ),
    Pad: () =>
      builder.step(
        'Pad',
        [x],
        { begins: [0, 0, 0, 0, 0, 0], ends: [0, 0, 0, 0, 0, 0], value: 7 },
        { dtype: 'u8', shape },
      ),
    Transpose: () =>
      builder.step('Transpose', [x], { permutation: [5, 4, 3, 2, 1, 0] }, { dtype: 'u8', shape }),
    Reshape: () => builder.step('Reshape', [x], { shape }, { dtype: 'u8', shape }),
  }
  return builder.finish([add[op]()])
}

const wide = { grow: 0, low: -(2 ** 31), high: 2 ** 31 - 1 }

/** Numbers small enough for the sum of many of their squares. */
function numbers(count: number): number[] {
  return Array.from(noise(count), (byte, i) => (i % 2 === 0 ? byte : -byte))
}

function row(
  op: 'RowMax' | 'RowSum' | 'RowNorm' | 'PrefixSum',
  dtype: 'u8' | 'i32',
  columns: number,
  absolute = 1,
) {
  const isByte = dtype === 'u8'
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, isByte ? columns : 1] })
  const x = isByte ? builder.input : builder.numbers([1, columns], numbers(columns))
  const block = columns
  const one = { dtype: 'i32', shape: [1, 1] } as const
  const add = {
    RowMax: () => builder.step('RowMax', [x], { absolute, block, ...wide }, one),
    RowSum: () => builder.step('RowSum', [x], { block, ...wide }, one),
    RowNorm: () => builder.step('RowNorm', [x], {}, one),
    PrefixSum: () =>
      builder.step(
        'PrefixSum',
        [x],
        { low: wide.low, high: wide.high },
        { ...one, shape: [1, columns] },
      ),
  }
  // Numbers as an input could be any, and their sums too large; but some step reads the input.
  const shape = [1]
  if (!isByte) builder.step('Reshape', [builder.input], { shape }, { dtype: 'u8', shape })
  return builder.finish([add[op]()])
}

function matMulWide(inner: number): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [3, inner] })
  const weights = builder.weight({ dtype: 'i8', shape: [5, inner] }, noise(5 * inner))
  const table = builder.wideTable(Array(5).fill(0x01010101), Array(5).fill(65_533))
  const attributes = { inputZero: 7, shift: 41, low: wide.low, high: wide.high }
  const output = { dtype: 'i32', shape: [3, 5] } as const
  return builder.finish([
    builder.step('MatMulWide', [builder.input, weights, table], attributes, output),
  ])
}

function batchMatMulWide(inner: number): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [2, 3, inner] })
  const attributes = { leftZero: 3, rightZero: 200, axis: 0, low: wide.low, high: wide.high }
  const output = { dtype: 'i32', shape: [2, 3, 3] } as const
  return builder.finish([
    builder.step('BatchMatMulWide', [builder.input, builder.input], attributes, output),
  ])
}

/** An op on single numbers, over tensors of six dimensions. */
function byElement(
  op: 'AddWide' | 'Scale' | 'DivRow' | 'LookupWide' | 'Gather' | 'Select' | 'Compare',
): Program {
  const shape = [8, 8, 8, 8, 8, 8]
  const type = { dtype: 'i32', shape } as const
  const builder = new ProgramBuilder(type)
  const x = builder.input
  const small = () => builder.numbers(shape, numbers(8 ** 6))
  const add = {
    AddWide: () => builder.step('AddWide', [x, x], { leftSign: 1, rightSign: -1, ...wide }, type),
    Scale: () => builder.step('Scale', [x, small()], { shift: 17, mode: 0, ...wide }, type),
    DivRow: () => {
      const divisors = builder.numbers([8, 8, 8, 8, 8, 1], numbers(8 ** 5))
      const attributes = { c: 2 ** 20 - 1, offset: -128, mode: 0, ...wide } as const
      return builder.step('DivRow', [x, divisors], attributes, type)
    },
    LookupWide: () => {
      const table = builder.numbers([65_536], numbers(65_536))
      return builder.step('LookupWide', [x, table], { base: 0, grow: 0 }, type)
    },
    Gather: () =>
      builder.step(
        'Gather',
        [builder.numbers([3], numbers(3)), x],
        {},
        { dtype: 'i32', shape: [3, 8, 8, 8, 8, 8] },
      ),
    Select: () => builder.step('Select', [x, x, small()], {}, type),
    Compare: () =>
      builder.step('Compare', [x, small()], { kind: 2, grow: 0 }, { dtype: 'u8', shape }),
  }
  return builder.finish([add[op]()])
}

function rope(): Program {
  const shape = [1024, 512]
  const builder = new ProgramBuilder({ dtype: 'i32', shape: [1] })
  const operands = [
    builder.numbers(shape, numbers(1024 * 512)),
    builder.numbers([1024, 256, 2], numbers(1024 * 512)),
    builder.input,
  ]
  const attributes = { layout: 1, low: wide.low, high: wide.high } as const
  return builder.finish([builder.step('Rope', operands, attributes, { dtype: 'i32', shape })])
}

/** For each op, programs one element of whose last step costs the referee as much as such a step can. */
export const dearestSteps: readonly (readonly [name: string, op: OpName, program: Program])[] = [
  ['a depthwise kernel', 'Conv2d', conv([34, 34, 8], [32, 32], 8)],
  ['a kernel over one channel of many', 'Conv2d', conv([12, 12, 256], [11, 11], 256)],
  ['a dilated kernel', 'Conv2d', conv([48, 48, 1], [24, 24], 1, 2)],
  ['a column', 'Conv2d', conv([1024, 2, 1], [1000, 1], 1)],
  ['a square of one channel', 'Conv2d', conv([80, 80, 1], [75, 75], 1)],
  ['many channels', 'Conv2d', conv([3, 3, 1024], [3, 3], 1)],
  ['long rows', 'MatMul', matMul(16_384)],
  ['long rows', 'BatchMatMul', batchMatMul(16_384)],
  ['a square of one channel', 'MaxPool', maxPool([60, 60, 1], [57, 57])],
  ['a pixel a page', 'MaxPool', maxPool([9, 9, 300], [8, 8])],
  ['a long row', 'Softmax', softmax(20_000)],
  ['a short row', 'Softmax', softmax(3)],
  ['a long row of bytes', 'ArgMax', argMax('u8', 40_000)],
  ['a long row of numbers', 'ArgMax', argMax('i32', 12_000)],
  ['64 operands', 'Concat', concat()],
  ['six dimensions', 'Slice', movement('Slice')],
  ['six dimensions', 'Transpose', movement('Transpose')],
  ['six dimensions', 'Reshape', movement('Reshape')],
  ['magnitudes of a long row of numbers', 'RowMax', row('RowMax', 'i32', 16_384)],
  ['a long row of numbers', 'RowMax', row('RowMax', 'i32', 16_384, 0)],
  ['a long row of bytes', 'RowMax', row('RowMax', 'u8', 40_000)],
  ['a long row of numbers', 'RowSum', row('RowSum', 'i32', 16_384)],
  ['a long row of bytes', 'RowSum', row('RowSum', 'u8', 40_000)],
  ['a long row of numbers', 'RowNorm', row('RowNorm', 'i32', 16_384)],
  ['the longest row of numbers', 'PrefixSum', row('PrefixSum', 'i32', 1024)],
  ['long rows', 'MatMulWide', matMulWide(16_384)],
  ['long rows', 'BatchMatMulWide', batchMatMulWide(16_384)],
  ['two halves of a long row', 'Rope', rope()],
  ['six dimensions', 'AddWide', byElement('AddWide')],
  ['six dimensions', 'Scale', byElement('Scale')],
  ['six dimensions', 'DivRow', byElement('DivRow')],
  ['six dimensions', 'LookupWide', byElement('LookupWide')],
  ['six dimensions', 'Gather', byElement('Gather')],
  ['six dimensions', 'Select', byElement('Select')],
  ['six dimensions', 'Compare', byElement('Compare')],
]
