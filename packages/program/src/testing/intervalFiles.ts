import { encodeProgram } from '../format/writeProgram.ts'
import { multiplierBits, ONE } from '../ops/requantize.ts'
import { elementCount, type Operand, type TensorType } from '../program.ts'
import { Draft, i8, i32, u8 } from './draft.ts'
import type { EdgeFile } from './edges.ts'
import { Random } from './random.ts'

const [LEAST, GREATEST] = [-(2 ** 31), 2 ** 31 - 1]
const everything = { low: LEAST, high: GREATEST }
const whole = { outputZero: 0, low: 0, high: 255 }

/** A tensor, and what its numbers lie between. */
interface Source {
  readonly what: string
  readonly type: TensorType
  readonly interval: readonly [least: number, greatest: number]
  build(draft: Draft): Operand
}

function bytes(draft: Draft, shape: readonly number[], values: readonly number[]): Operand {
  return draft.weight({ dtype: 'u8', shape }, Uint8Array.from(values))
}

function clamped(draft: Draft, low: number, high: number): Operand {
  const { shape } = draft.typeOf(draft.input)
  return draft.step(
    'AddWide',
    [
      draft.input,
      draft.numbers(
        shape.map(() => 1),
        [0],
      ),
    ],
    { leftSign: 1, rightSign: 1, grow: 0, low, high },
    { dtype: 'i32', shape },
  )
}

/** Bytes from 3 to 200. */
function looked(draft: Draft): Operand {
  const table = bytes(
    draft,
    [256],
    Array.from({ length: 256 }, (_, i) => (i === 9 ? 200 : 3 + (i % 7))),
  )
  return draft.step('Lookup', [draft.input, table], {}, draft.typeOf(draft.input))
}

const image = u8(1, 2, 3, 2)
const numbers = i32(2, 3)
const few = u8(2, 3)
const window = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] } as const

function convolve(draft: Draft, output: 'u8' | 'i32'): Operand {
  const weights = draft.weight(i8(2, 1, 1, 2), Uint8Array.of(1, 2, 253, 4))
  const multiplier = output === 'u8' ? 0.01 : 1
  return draft.step(
    'Conv2d',
    [draft.input, weights, draft.channelTable([9, -5], [multiplier, multiplier])],
    {
      ...window,
      groups: 1,
      inputZero: 7,
      ...(output === 'u8' ? { outputZero: 9, low: 20, high: 231 } : whole),
    },
    { dtype: output, shape: [1, 2, 3, 2] },
  )
}

function multiply(draft: Draft, output: 'u8' | 'i32'): Operand {
  const weights = draft.weight(i8(2, 3), Uint8Array.of(1, 2, 253, 4, 128, 0))
  const multiplier = output === 'u8' ? 0.01 : 1
  return draft.step(
    'MatMul',
    [draft.input, weights, draft.channelTable([9, 900], [multiplier, multiplier])],
    { inputZero: 7, ...(output === 'u8' ? { outputZero: 9, low: 20, high: 231 } : whole) },
    { dtype: output, shape: [2, 2] },
  )
}

function scale(draft: Draft, shift: number, mode: number, clamps = everything): Operand {
  const x = clamped(draft, -7, 20)
  const s = draft.numbers([1, 3], [3, -5, 1])
  return draft.step('Scale', [x, s], { shift, mode, grow: 0, ...clamps }, numbers)
}

function divide(draft: Draft, mode: number, divisors: readonly number[]): Operand {
  const x = clamped(draft, -7, 20)
  const d = draft.numbers([2, 1], divisors)
  return draft.step('DivRow', [x, d], { c: 3, offset: -2, mode, grow: 0, ...everything }, numbers)
}

/** The interval of every op, of the input, and of a weight. */
const sources: readonly Source[] = [
  { what: 'an input of bytes', type: few, interval: [0, 255], build: ({ input }) => input },
  {
    what: 'an input of numbers',
    type: numbers,
    interval: [LEAST, GREATEST],
    build: ({ input }) => input,
  },
  {
    what: 'a weight',
    type: few,
    interval: [-5, 9],
    build: (draft) => draft.numbers([4], [3, -5, 9, 0]),
  },
  {
    what: 'Conv2d with bytes',
    type: image,
    interval: [20, 231],
    build: (draft) => convolve(draft, 'u8'),
  },
  {
    what: 'Conv2d with sums',
    type: image,
    interval: [-(7 * 255 + 5), 7 * 255 + 5],
    build: (draft) => convolve(draft, 'i32'),
  },
  {
    what: 'MatMul with bytes',
    type: few,
    interval: [20, 231],
    build: (draft) => multiply(draft, 'u8'),
  },
  {
    what: 'MatMul with sums',
    type: few,
    interval: [-(132 * 255 + 900), 132 * 255 + 900],
    build: (draft) => multiply(draft, 'i32'),
  },
  {
    what: 'BatchMatMul with bytes',
    type: few,
    interval: [5, 99],
    build: (draft) =>
      draft.step(
        'BatchMatMul',
        [draft.input, draft.input],
        {
          leftZero: 3,
          rightZero: 9,
          multiplier: multiplierBits(0.01),
          outputZero: 5,
          low: 5,
          high: 99,
        },
        u8(2, 2),
      ),
  },
  {
    what: 'BatchMatMul with sums',
    type: few,
    interval: [-3 * 255 * 255, 3 * 255 * 255],
    build: (draft) =>
      draft.step(
        'BatchMatMul',
        [draft.input, draft.input],
        { leftZero: 3, rightZero: 9, multiplier: ONE, ...whole },
        i32(2, 2),
      ),
  },
  {
    what: 'Add',
    type: few,
    interval: [3, 77],
    build: (draft) =>
      draft.step(
        'Add',
        [draft.input, draft.input],
        {
          leftZero: 0,
          leftMultiplier: 1,
          rightZero: 0,
          rightMultiplier: 1,
          shift: 1,
          outputZero: 0,
          low: 3,
          high: 77,
        },
        few,
      ),
  },
  {
    what: 'Mul',
    type: few,
    interval: [3, 77],
    build: (draft) =>
      draft.step(
        'Mul',
        [draft.input, draft.input],
        { leftZero: 0, rightZero: 0, multiplier: 1, shift: 8, outputZero: 0, low: 3, high: 77 },
        few,
      ),
  },
  { what: 'Lookup', type: few, interval: [3, 200], build: looked },
  {
    what: 'MaxPool',
    type: image,
    interval: [3, 200],
    build: (draft) =>
      draft.step('MaxPool', [looked(draft)], { ...window, kernel: [2, 2] }, u8(1, 1, 2, 2)),
  },
  {
    what: 'Concat',
    type: few,
    interval: [1, 200],
    build: (draft) =>
      draft.step('Concat', [looked(draft), bytes(draft, [1, 3], [1, 7, 9])], { axis: 0 }, u8(3, 3)),
  },
  {
    what: 'Slice',
    type: few,
    interval: [3, 200],
    build: (draft) =>
      draft.step(
        'Slice',
        [looked(draft)],
        { starts: [0, 1], steps: [1, 1], sizes: [1, 2] },
        u8(1, 2),
      ),
  },
  {
    what: 'Pad',
    type: few,
    interval: [3, 222],
    build: (draft) =>
      draft.step('Pad', [looked(draft)], { begins: [1, 0], ends: [0, 0], value: 222 }, u8(3, 3)),
  },
  {
    what: 'Reshape',
    type: few,
    interval: [3, 200],
    build: (draft) => draft.step('Reshape', [looked(draft)], { shape: [6] }, u8(6)),
  },
  {
    what: 'Transpose',
    type: few,
    interval: [3, 200],
    build: (draft) => draft.step('Transpose', [looked(draft)], { permutation: [1, 0] }, u8(3, 2)),
  },
  {
    what: 'Resize',
    type: image,
    interval: [3, 200],
    build: (draft) =>
      draft.step('Resize', [looked(draft)], { height: 1, width: 5 }, u8(1, 1, 5, 2)),
  },
  {
    what: 'Softmax',
    type: few,
    interval: [0, 255],
    build: (draft) =>
      draft.step(
        'Softmax',
        [draft.input, draft.numbers([256], new Array<number>(256).fill(1))],
        {},
        few,
      ),
  },
  {
    what: 'ArgMax',
    type: few,
    interval: [0, 2],
    build: (draft) => draft.step('ArgMax', [draft.input], {}, i32(2)),
  },
  {
    what: 'Embedding',
    type: few,
    interval: [4, 88],
    build: (draft) =>
      draft.step('Embedding', [draft.input, bytes(draft, [2, 2], [4, 88, 7, 9])], {}, u8(2, 3, 2)),
  },
  {
    what: 'AddWide that subtracts',
    type: numbers,
    interval: [-16, 12],
    build: (draft) =>
      draft.step(
        'AddWide',
        [clamped(draft, -7, 20), draft.numbers([1, 3], [8, -5, 9])],
        { leftSign: 1, rightSign: -1, grow: 0, low: LEAST, high: 12 },
        numbers,
      ),
  },
  {
    what: 'AddWide of negatives',
    type: numbers,
    interval: [-29, 12],
    build: (draft) =>
      draft.step(
        'AddWide',
        [clamped(draft, -7, 20), draft.numbers([1, 3], [8, -5, 9])],
        { leftSign: -1, rightSign: -1, grow: 0, ...everything },
        numbers,
      ),
  },
  {
    what: 'Scale to the nearest',
    type: numbers,
    interval: [-12, 8],
    build: (draft) => scale(draft, 3, 0),
  },
  {
    what: 'Scale downwards',
    type: numbers,
    interval: [-13, 7],
    build: (draft) => scale(draft, 3, 1),
  },
  {
    what: 'Scale that clamps',
    type: numbers,
    interval: [-100, 35],
    build: (draft) => scale(draft, 0, 0, { low: LEAST, high: 35 }),
  },
  {
    what: 'MatMulWide',
    type: few,
    interval: [-900, 5],
    build: (draft) =>
      draft.step(
        'MatMulWide',
        [draft.input, draft.weight(i8(1, 3), Uint8Array.of(1, 2, 3)), draft.wideTable([4], [5])],
        { inputZero: 7, shift: 3, low: -900, high: 5 },
        i32(2, 1),
      ),
  },
  {
    what: 'BatchMatMulWide',
    type: few,
    interval: [-3 * 7 * 250, 3 * 190 * 250],
    build: (draft) =>
      draft.step(
        'BatchMatMulWide',
        [looked(draft), draft.input],
        { leftZero: 10, rightZero: 5, axis: 0, ...everything },
        i32(2, 2),
      ),
  },
  {
    what: 'RowMax',
    type: numbers,
    interval: [-7, 20],
    build: (draft) =>
      draft.step(
        'RowMax',
        [clamped(draft, -7, 20)],
        { absolute: 0, block: 2, grow: 0, ...everything },
        i32(2, 2),
      ),
  },
  {
    what: 'RowMax of magnitudes',
    type: numbers,
    interval: [1, 70],
    build: (draft) =>
      draft.step(
        'RowMax',
        [clamped(draft, -70, 20)],
        { absolute: 1, block: 2, grow: 0, ...everything },
        i32(2, 2),
      ),
  },
  {
    what: 'RowSum with a shorter block',
    type: numbers,
    interval: [7, 40],
    build: (draft) =>
      draft.step(
        'RowSum',
        [clamped(draft, 7, 20)],
        { block: 2, grow: 0, ...everything },
        i32(2, 2),
      ),
  },
  {
    what: 'RowNorm',
    type: numbers,
    interval: [1, 34],
    build: (draft) => draft.step('RowNorm', [clamped(draft, -20, 7)], {}, i32(2, 1)),
  },
  {
    what: 'DivRow to the nearest',
    type: numbers,
    interval: [-23, 58],
    build: (draft) => divide(draft, 0, [-4, 5]),
  },
  {
    what: 'DivRow downwards',
    type: numbers,
    interval: [-13, 28],
    build: (draft) => divide(draft, 1, [2, 5]),
  },
  {
    what: 'LookupWide',
    type: numbers,
    interval: [-9, 8],
    build: (draft) =>
      draft.step(
        'LookupWide',
        [draft.input, draft.numbers([3], [8, -9, 0])],
        { base: 0, grow: 0 },
        numbers,
      ),
  },
  {
    what: 'Rope',
    type: i32(2, 4),
    interval: [-40, 40],
    build: (draft) =>
      draft.step(
        'Rope',
        [clamped(draft, -7, 20), draft.numbers([1, 2, 2], [1, 2, 3, 4]), draft.numbers([1], [0])],
        { layout: 0, ...everything },
        i32(2, 4),
      ),
  },
  {
    what: 'Gather',
    type: few,
    interval: [-9, 8],
    build: (draft) =>
      draft.step('Gather', [draft.input, draft.numbers([3], [8, -9, 0])], {}, i32(2, 3)),
  },
  {
    what: 'Select',
    type: few,
    interval: [-9, 40],
    build: (draft) =>
      draft.step(
        'Select',
        [
          draft.input,
          draft.numbers([2, 3], [8, -9, 0, 1, 2, 3]),
          draft.numbers([2, 3], [40, 0, 1, 2, 3, 4]),
        ],
        {},
        i32(2, 3),
      ),
  },
  {
    what: 'Compare',
    type: few,
    interval: [0, 1],
    build: (draft) => draft.step('Compare', [draft.input, draft.input], { kind: 2, grow: 0 }, few),
  },
  {
    what: 'PrefixSum',
    type: numbers,
    interval: [-21, -2],
    build: (draft) =>
      draft.step('PrefixSum', [clamped(draft, -7, -2)], { low: LEAST, high: 20 }, numbers),
  },
]

/**
 * A tensor moved by a number, less a base: accepted exactly where all of it lies in 32 bits, so that one more unit shows where the
 * interval ends.
 */
function shifted(
  what: string,
  { type, build }: Source,
  by: number,
  base: number,
  accepted: boolean,
): EdgeFile {
  const draft = new Draft(type, new Random(1))
  const tensor = build(draft)
  const { shape } = draft.typeOf(tensor)
  const moved = draft.step(
    'AddWide',
    [
      tensor,
      draft.numbers(
        shape.map(() => 1),
        [by],
      ),
    ],
    { leftSign: 1, rightSign: 1, grow: 0, ...everything },
    { dtype: 'i32', shape },
  )
  const found = draft.step(
    'LookupWide',
    [moved, draft.numbers([5], [1, 2, 3, 4, 5])],
    { base, grow: 0 },
    { dtype: 'i32', shape },
  )
  // So that the input is read, whatever the tensor is made of.
  const count = [elementCount(type.shape)]
  const flat = draft.step('Reshape', [draft.input], { shape: count }, { ...type, shape: count })
  const file = encodeProgram(draft.finish([found, flat]))
  return accepted ? { what, file } : { what, file, refusal: 'InvalidProgram' }
}

/** The ends of every interval, each with a file that holds to it and one that is refused since it is a unit beyond. */
export function intervalFiles(): EdgeFile[] {
  return sources.flatMap((source) => {
    const [least, greatest] = source.interval
    const files = `interval of ${source.what}:`
    return [
      shifted(`${files} its least number`, source, -1 - least, GREATEST, true),
      shifted(`${files} one below its least`, source, -2 - least, GREATEST, false),
      shifted(`${files} its greatest number`, source, -greatest, -GREATEST, true),
      shifted(`${files} one above its greatest`, source, 1 - greatest, -GREATEST, false),
    ]
  })
}
