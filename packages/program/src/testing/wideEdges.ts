import type { TensorType, Weight } from '../program.ts'
import { i8, i32, i32Bytes, u8 } from './draft.ts'
import {
  type Change,
  type Edges,
  input,
  outside,
  type Single,
  weightAt,
  weightOf,
} from './edges.ts'

const [LEAST, GREATEST] = [-(2 ** 31), 2 ** 31 - 1]
const everything = { low: LEAST, high: GREATEST }

function numbers(shape: readonly number[], values: readonly number[]): Weight {
  return { type: i32(...shape), data: i32Bytes(values) }
}

/** The step over a weight in place of its first operand, so that its numbers lie between others; the other operands are weights. */
function over(
  shape: readonly number[],
  values: readonly number[],
  others: readonly Weight[] = [],
): Change {
  const weights = [numbers(shape, values), ...others]
  return { weights, operands: weights.map((_, i) => weightAt(i)) }
}

const grows = outside(['grow'], 0, 0)

/** The clamps of a step, in every way that they may be wrong; the output's shape is that of its numbers. */
function saturations({ shape }: TensorType): [what: string, change: Change][] {
  return [
    ['low above high', { attributes: { low: 9, high: 8 } }],
    ['bytes with a low of -1', { output: u8(...shape), attributes: { low: -1, high: 255 } }],
    ['bytes with a high of 256', { output: u8(...shape), attributes: { low: 0, high: 256 } }],
  ]
}

/** The clamps as wide as they may be, and as narrow. */
function widths({ shape }: TensorType): [what: string, change: Change][] {
  return [
    ['low equal to high', { attributes: { low: -7, high: -7 } }],
    ['every number', { attributes: everything }],
    ['every byte', { output: u8(...shape), attributes: { low: 0, high: 255 } }],
  ]
}

const sum: Single = {
  op: 'AddWide',
  input: i32(3, 4),
  weights: [numbers([1, 4], [1, 2, 3, -4])],
  operands: [input, weightAt(0)],
  attributes: { leftSign: 1, rightSign: -1, grow: 0, low: -900, high: 800 },
  output: i32(3, 4),
}

const broadcasts: readonly (readonly [string, Change])[] = [
  ['one operand', { weights: [], operands: [input] }],
  ['operands of another rank', { weights: [numbers([4], [1, 2, 3, 4])] }],
  ['sizes of 4 and 2 on one axis', { weights: [numbers([1, 2], [1, 2])] }],
  ['an i8 operand', { weights: [weightOf(i8(1, 4), 3)] }],
]

const scaled: Single = {
  op: 'Scale',
  input: i32(2, 3),
  weights: [numbers([1, 3], [1, -5, 2 ** 21 - 1])],
  operands: [input, weightAt(0)],
  attributes: { shift: 20, mode: 0, grow: 0, low: -900, high: 800 },
  output: i32(2, 3),
}

/** A layer of one column over 3 weights of 127. */
const layer: Single = {
  op: 'MatMulWide',
  input: u8(2, 3),
  weights: [{ type: i8(1, 3), data: new Uint8Array(3).fill(127) }, numbers([1, 2], [5, 300])],
  operands: [input, weightAt(0), weightAt(1)],
  attributes: { inputZero: 0, shift: 10, low: -900, high: 800 },
  output: i32(2, 1),
}
const reach = 127 * 3 * 255
const centred = 127 * 3 * 128
const row = (bias: number, multiplier = 1): Change => ({
  weights: [layer.weights![0]!, numbers([1, 2], [bias, multiplier])],
})

const product: Single = {
  op: 'BatchMatMulWide',
  input: u8(2, 3, 4),
  weights: [weightOf(u8(2, 5, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: { leftZero: 0, rightZero: 0, axis: 0, low: -900, high: 800 },
  output: i32(2, 3, 5),
}

function square(inner: number, rightZero = 0): Change {
  return {
    input: u8(1, inner),
    weights: [],
    operands: [input, input],
    attributes: { rightZero },
    output: i32(1, 1),
  }
}

const largest: Single = {
  op: 'RowMax',
  input: i32(2, 7),
  operands: [input],
  attributes: { absolute: 0, block: 3, grow: 0, low: -900, high: 800 },
  output: i32(2, 3),
}

const blocks: readonly (readonly [string, Change])[] = [
  ['blocks of none', { attributes: { block: 0 } }],
  ['blocks of 2^24 + 1', { attributes: { block: 2 ** 24 + 1 }, output: i32(2, 1) }],
  ['blocks that leave no shorter one', { attributes: { block: 4 } }],
  ['an i8 operand', { weights: [weightOf(i8(2, 7), 3)], operands: [weightAt(0)] }],
  ['an output without the axis', { output: i32(2) }],
]

const longBlocks: readonly (readonly [string, Change])[] = [
  ['blocks of one', { attributes: { block: 1 }, output: i32(2, 7) }],
  ['blocks longer than a row', { attributes: { block: 2 ** 24 }, output: i32(2, 1) }],
]

const total: Single = {
  op: 'RowSum',
  input: u8(2, 7),
  operands: [input],
  attributes: { block: 3, grow: 0, low: -900, high: 800 },
  output: i32(2, 3),
}

const norm: Single = {
  op: 'RowNorm',
  input: u8(1),
  weights: [numbers([2, 3], [1, 2, 3, 4, 5, -6])],
  operands: [weightAt(0)],
  attributes: {},
  output: i32(2, 1),
}

const quotient: Single = {
  op: 'DivRow',
  input: i32(2, 3),
  weights: [numbers([2, 1], [7, -7])],
  operands: [input, weightAt(0)],
  attributes: { c: 127, offset: 128, mode: 0, grow: 0, low: -900, high: 800 },
  output: i32(2, 3),
}

/** One number over another. */
function fraction(x: number, c: number, d: number): Change {
  return {
    ...over([1, 1], [x], [numbers([1, 1], [d])]),
    attributes: { c },
    output: i32(1, 1),
  }
}

const lookup: Single = {
  op: 'LookupWide',
  input: i32(2, 3),
  weights: [numbers([4], [5, -6, 7, 8])],
  operands: [input, weightAt(0)],
  attributes: { base: 0, grow: 0 },
  output: i32(2, 3),
}

/** Numbers from -10 to 10, from `base` on. */
function from(base: number): Change {
  return {
    ...over([2], [-10, 10], lookup.weights),
    attributes: { base },
    output: i32(2),
  }
}

const turned: Single = {
  op: 'Rope',
  input: i32(3, 4),
  weights: [numbers([2, 2, 2], [1, 2, 3, 4, 5, 6, 2 ** 15, -(2 ** 15)]), numbers([1], [1])],
  operands: [input, weightAt(0), weightAt(1)],
  attributes: { layout: 0, low: -900, high: 800 },
  output: i32(3, 4),
}

const angles = (entry: number): Change => ({
  weights: [numbers([2, 2, 2], [1, 2, 3, 4, 5, entry, 7, 8]), turned.weights![1]!],
})

const rows: Single = {
  op: 'Gather',
  input: u8(2, 3),
  weights: [numbers([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])],
  operands: [input, weightAt(0)],
  attributes: {},
  output: i32(2, 3, 4),
}

const choice: Single = {
  op: 'Select',
  input: i32(3, 4),
  weights: [weightOf(u8(3, 1), 1), numbers([1, 4], [1, 2, 3, 4])],
  operands: [weightAt(0), input, weightAt(1)],
  attributes: {},
  output: i32(3, 4),
}

const order: Single = {
  op: 'Compare',
  input: i32(3, 4),
  weights: [weightOf(u8(1, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: { kind: 0, grow: 0 },
  output: u8(3, 4),
}

const prefix: Single = {
  op: 'PrefixSum',
  input: u8(2, 5),
  operands: [input],
  attributes: { low: -900, high: 800 },
  output: i32(2, 5),
}

/** What the wide ops are refused and accepted for; every bound is there, and a number one beyond it. */
export const wideEdges: readonly Edges[] = [
  {
    base: sum,
    refused: [
      ...broadcasts,
      ...grows,
      ...saturations(sum.output),
      ...outside(['leftSign', 'rightSign'], -1, 1),
      ['a sign of 0', { attributes: { leftSign: 0 } }],
      ['an output without the repetition', { output: i32(1, 4) }],
    ],
    accepted: [...widths(sum.output), ['bytes and numbers', { input: u8(3, 4) }]],
  },
  {
    base: scaled,
    refused: [
      ...grows,
      ...saturations(scaled.output),
      ...outside(['shift'], 0, 46),
      ...outside(['mode'], 0, 1),
      ['a factor of 2^21', { weights: [numbers([1, 3], [1, 2 ** 21, 0])] }],
      ['a factor of -2^21', { weights: [numbers([1, 3], [1, -(2 ** 21), 0])] }],
      [
        'a product of 2^52',
        { ...over([1, 1], [-(2 ** 26)], [numbers([1, 1], [2 ** 26])]), output: i32(1, 1) },
      ],
      ['factors of bytes', { weights: [weightOf(u8(1, 3), 1)] }],
      ['factors of another rank', { weights: [numbers([3], [1, 2, 3])] }],
      ['two factors for three columns', { weights: [numbers([1, 2], [1, 2])] }],
      [
        'more rows of factors than of x',
        { weights: [numbers([3, 1], [1, 2, 3])], input: i32(1, 3) },
      ],
      [
        'i8 numbers',
        {
          weights: [weightOf(i8(2, 3), 1), ...scaled.weights!],
          operands: [weightAt(0), weightAt(1)],
        },
      ],
      ['another output shape', { output: i32(3, 2) }],
    ],
    accepted: [
      ...widths(scaled.output),
      ['a factor of 1 - 2^21', { weights: [numbers([1, 1], [1 - 2 ** 21])] }],
      ['bytes by every number', { input: u8(2, 3), weights: [numbers([2, 1], [LEAST, GREATEST])] }],
      ['a shift of 46, downwards', { attributes: { shift: 46, mode: 1 } }],
      ['no shift', { attributes: { shift: 0 } }],
    ],
  },
  {
    base: layer,
    refused: [
      ...saturations(layer.output),
      ...outside(['inputZero'], 0, 255),
      ...outside(['shift'], 0, 46),
      ['a multiplier of -1', row(0, -1)],
      ['a multiplier of 65,536', row(0, 65_536)],
      ['a sum of 2^31', row(2 ** 31 - reach)],
      ['a sum of -2^31', row(reach - 2 ** 31)],
      [
        'a sum of 2^31 about a zero point',
        { ...row(2 ** 31 - centred), attributes: { inputZero: 128 } },
      ],
      ['the bias -2^31', { weights: [weightOf(i8(1, 3), 0), numbers([1, 2], [LEAST, 1])] }],
      ['an i32 operand', { input: i32(2, 3) }],
      ['another number of columns', { input: u8(2, 4) }],
      ['a table of bytes', { weights: [layer.weights![0]!, weightOf(u8(1, 2), 1)] }],
      ['another output shape', { output: i32(2, 2) }],
    ],
    accepted: [
      ...widths(layer.output),
      [
        'multipliers of 0 and 65,535',
        {
          weights: [weightOf(i8(2, 3), 3), numbers([2, 2], [1, 0, 2, 65_535])],
          output: i32(2, 2),
        },
      ],
      ['a sum of 2^31 - 1', row(2 ** 31 - 1 - reach)],
      ['a sum of 1 - 2^31', row(reach + 1 - 2 ** 31)],
      [
        'a sum of 2^31 - 1 about a zero point',
        { ...row(2 ** 31 - 1 - centred), attributes: { inputZero: 128 } },
      ],
      ['a shift of 46', { attributes: { shift: 46 } }],
    ],
  },
  {
    base: product,
    refused: [
      ...saturations(product.output),
      ...outside(['leftZero', 'rightZero'], 0, 255),
      ...outside(['axis'], 0, 0),
      [
        'operands of rank 1',
        { input: u8(4), weights: [], operands: [input, input], output: i32(1) },
      ],
      ['another batch', { weights: [weightOf(u8(1, 5, 4), 3)] }],
      ['rows of another length', { weights: [weightOf(u8(2, 5, 3), 3)] }],
      ['an i32 operand', { input: i32(2, 3, 4) }],
      ['another output shape', { output: i32(2, 5, 3) }],
      ['a product over 33,026', square(33_026)],
      ['a product over 35,837 about a zero point', square(35_837, 20)],
    ],
    accepted: [
      ...widths(product.output),
      ['a product over 33,025', square(33_025)],
      ['a product over 35,836 about a zero point', square(35_836, 20)],
      ['zero points of 255', { attributes: { leftZero: 255, rightZero: 255 } }],
    ],
  },
  {
    base: largest,
    refused: [
      ...grows,
      ...saturations(largest.output),
      ...blocks,
      ...outside(['absolute'], 0, 1),
      ['magnitudes of every number', { attributes: { absolute: 1 } }],
      [
        'magnitudes with one of 2^31',
        { ...over([2], [LEAST, 5]), attributes: { absolute: 1 }, output: i32(1) },
      ],
    ],
    accepted: [
      ...widths(largest.output),
      ...longBlocks,
      ['bytes', { input: u8(2, 7) }],
      [
        'magnitudes with one of 2^31 - 1',
        { ...over([2], [LEAST + 1, 5]), attributes: { absolute: 1 }, output: i32(1) },
      ],
    ],
  },
  {
    base: total,
    refused: [
      ...grows,
      ...saturations(total.output),
      ...blocks,
      [
        'a sum of 2^31',
        { ...over([5], [0, 2 ** 30, 0, 0, 0]), attributes: { block: 2 }, output: i32(3) },
      ],
      [
        'a sum of -2^31',
        { ...over([2], [0, -(2 ** 30)]), attributes: { block: 9 }, output: i32(1) },
      ],
      [
        'numbers of 32 bits by themselves',
        { input: i32(2, 7), attributes: { block: 1 }, output: i32(2, 7) },
      ],
    ],
    accepted: [
      ...widths(total.output),
      ...longBlocks,
      [
        'a sum of 2^31 - 2',
        { ...over([5], [0, 2 ** 30 - 1, 0, 0, 0]), attributes: { block: 2 }, output: i32(3) },
      ],
    ],
  },
  {
    base: norm,
    refused: [
      ['bytes', { weights: [weightOf(u8(2, 3), 1)] }],
      ['every number', { input: i32(2, 3), weights: [], operands: [input] }],
      ['an output of bytes', { output: u8(2, 1) }],
      ['an output without the axis', { output: i32(2) }],
      ['a square of 2^52', { ...over([1], [2 ** 26]), output: i32(1) }],
      ['a square of 2^52 below zero', { ...over([1], [-(2 ** 26)]), output: i32(1) }],
      ['four squares of 2^50', { ...over([4], [0, 0, 2 ** 25, 0]), output: i32(1) }],
    ],
    accepted: [
      ['a square just below 2^52', { ...over([1], [1 - 2 ** 26]), output: i32(1) }],
      ['four squares just below 2^50', { ...over([4], [0, 0, 2 ** 25 - 1, 0]), output: i32(1) }],
    ],
  },
  {
    base: quotient,
    refused: [
      ...grows,
      ...saturations(quotient.output),
      ...outside(['c'], 1, 2 ** 30),
      ...outside(['mode'], 0, 1),
      ['bytes by 2^30 + 1', { input: u8(2, 3), attributes: { c: 2 ** 30 + 1 } }],
      ['a divisor of bytes', { weights: [weightOf(u8(2, 1), 7)] }],
      ['a divisor for each column', { weights: [numbers([1, 3], [1, 2, 3])] }],
      ['a divisor of another rank', { weights: [numbers([2], [1, 2])] }],
      ['every number by 2^21', { attributes: { c: 2 ** 21 } }],
      ['a sum of 2^52', fraction(2 ** 22 - 1, 2 ** 30, 2 ** 30)],
      ['a sum of 2^52 below zero', fraction(1 - 2 ** 22, 2 ** 30, 2 ** 30)],
      ['another output shape', { output: i32(3, 2) }],
    ],
    accepted: [
      ...widths(quotient.output),
      ['a sum of 2^52 - 1', fraction(2 ** 22 - 1, 2 ** 30, 2 ** 30 - 1)],
      ['bytes', { input: u8(2, 3) }],
      ['offsets at the ends', { attributes: { offset: LEAST, mode: 1 } }],
    ],
  },
  {
    base: lookup,
    refused: [
      ...grows,
      ['bytes', { input: u8(2, 3) }],
      ['a table of i8', { weights: [weightOf(i8(4), 3)], output: i32(2, 3) }],
      ['a table of rank 2', { weights: [numbers([1, 4], [1, 2, 3, 4])] }],
      ['a table of 65,537', { weights: [weightOf(u8(65_537), 3)], output: u8(2, 3) }],
      [
        'a table that is computed',
        { input: i32(6), weights: [], operands: [input, input], output: i32(6) },
      ],
      ['an output of another element type', { output: u8(2, 3) }],
      ['another output shape', { output: i32(3, 2) }],
      ['a base of 1 under every number', { attributes: { base: 1 } }],
      ['a base of -1 under every number', { attributes: { base: -1 } }],
      ['a base one above the least', from(2 ** 31 - 9)],
      ['a base one below the greatest', from(10 - 2 ** 31)],
    ],
    accepted: [
      ['a table of 65,536', { weights: [weightOf(u8(65_536), 3)], output: u8(2, 3) }],
      ['a table of one', { weights: [numbers([1], [-3])] }],
      ['the greatest base', from(2 ** 31 - 10)],
      ['the least base', from(11 - 2 ** 31)],
    ],
  },
  {
    base: turned,
    refused: [
      ...saturations(turned.output),
      ...outside(['layout'], 0, 1),
      ['an output of bytes', { output: u8(3, 4), attributes: { low: 0, high: 255 } }],
      ['an entry of 2^15 + 1', angles(2 ** 15 + 1)],
      ['an entry of -2^15 - 1', angles(-(2 ** 15) - 1)],
      ['bytes', { input: u8(3, 4) }],
      ['rank 3', { input: i32(1, 3, 4), output: i32(1, 3, 4) }],
      [
        'three columns',
        {
          input: i32(3, 3),
          output: i32(3, 3),
          weights: [numbers([2, 1, 2], [1, 2, 3, 4]), turned.weights![1]!],
        },
      ],
      [
        'a table for other columns',
        { weights: [numbers([2, 1, 2], [1, 2, 3, 4]), turned.weights![1]!] },
      ],
      [
        'a table of rank 2',
        { weights: [numbers([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), turned.weights![1]!] },
      ],
      ['a table of bytes', { weights: [weightOf(u8(2, 2, 2), 1), turned.weights![1]!] }],
      ['two positions', { weights: [turned.weights![0]!, numbers([2], [0, 1])] }],
      ['a position of bytes', { weights: [turned.weights![0]!, weightOf(u8(1), 1)] }],
      ['another output shape', { output: i32(4, 3) }],
    ],
    accepted: [
      ['every number', { attributes: { layout: 1, ...everything } }],
      ['low equal to high', { attributes: { low: -7, high: -7 } }],
      [
        'a position that is computed',
        {
          input: i32(1),
          weights: [numbers([1, 2], [3, 4]), numbers([2, 1, 2], [1, 2, 3, 4])],
          operands: [weightAt(0), weightAt(1), input],
          output: i32(1, 2),
        },
      ],
    ],
  },
  {
    base: rows,
    refused: [
      ['a table of i8', { weights: [weightOf(i8(2, 4), 3)] }],
      [
        'an index of i8',
        {
          weights: [weightOf(i8(2, 3), 1), ...rows.weights!],
          operands: [weightAt(0), weightAt(1)],
        },
      ],
      ['an output of another element type', { output: u8(2, 3, 4) }],
      ['another output shape', { output: i32(2, 4, 3) }],
    ],
    accepted: [
      ['single numbers', { weights: [numbers([3], [1, 2, 3])], output: i32(2, 3) }],
      ['the input out of itself', { weights: [], operands: [input, input], output: u8(2, 3, 3) }],
      [
        'bytes by numbers',
        { input: i32(2, 3), weights: [weightOf(u8(5, 1, 2), 1)], output: u8(2, 3, 1, 2) },
      ],
    ],
  },
  {
    base: choice,
    refused: [
      ['two operands', { operands: [weightAt(0), weightAt(1)], weights: choice.weights! }],
      ['operands of two element types', { weights: [choice.weights![0]!, weightOf(u8(1, 4), 3)] }],
      ['a choice of i8', { weights: [weightOf(i8(3, 1), 1), choice.weights![1]!] }],
      ['operands of another rank', { weights: [choice.weights![0]!, numbers([4], [1, 2, 3, 4])] }],
      ['sizes of 4 and 2 on one axis', { weights: [choice.weights![0]!, numbers([1, 2], [1, 2])] }],
      ['an output of another element type', { output: u8(3, 4) }],
      ['an output without the repetition', { output: i32(1, 4) }],
    ],
    accepted: [
      ['by numbers', { operands: [input, input, weightAt(0)], weights: [choice.weights![1]!] }],
      [
        'bytes',
        {
          input: u8(3, 4),
          operands: [input, input, weightAt(0)],
          weights: [weightOf(u8(1, 1), 9)],
          output: u8(3, 4),
        },
      ],
    ],
  },
  {
    base: order,
    refused: [
      ...broadcasts,
      ...grows,
      ...outside(['kind'], 0, 2),
      ['an i32 output', { output: i32(3, 4) }],
      ['an output without the repetition', { output: u8(1, 4) }],
    ],
    accepted: [
      ['equal bytes', { input: u8(3, 4), attributes: { kind: 1 } }],
      ['at most', { attributes: { kind: 2 } }],
    ],
  },
  {
    base: prefix,
    refused: [
      ...saturations(prefix.output),
      ['a row of 1,025', { input: u8(1025), output: i32(1025) }],
      ['a sum of 2^31', { ...over([2], [0, 2 ** 30]), output: i32(2) }],
      ['a sum of -2^31', { ...over([2], [0, -(2 ** 30)]), output: i32(2) }],
      ['an i8 operand', { weights: [weightOf(i8(2, 5), 3)], operands: [weightAt(0)] }],
      ['another output shape', { output: i32(5, 2) }],
    ],
    accepted: [
      ...widths(prefix.output),
      ['a row of 1,024', { input: u8(1024), output: i32(1024) }],
      ['a sum of 2^31 - 2', { ...over([2], [0, 2 ** 30 - 1]), output: i32(2) }],
    ],
  },
]

/** Steps over large tensors, whose trees are deep and whose rows touch several pages. */
export const wideLarge: readonly (readonly [base: Single, what: string, change: Change])[] = [
  [
    sum,
    'over 35,000 numbers',
    { input: i32(7, 5000), weights: [], operands: [input, input], output: i32(7, 5000) },
  ],
  [
    sum,
    'of bytes and 35,000 numbers',
    { input: i32(7, 5000), weights: [weightOf(u8(1, 5000), 1)], output: i32(7, 5000) },
  ],
  [
    scaled,
    'over 35,000 numbers',
    {
      input: i32(7, 5000),
      weights: [numbers([7, 1], [1, 2, 3, 4, 5, 6, 7])],
      output: i32(7, 5000),
    },
  ],
  [
    layer,
    'over rows of 300',
    {
      input: u8(40, 300),
      weights: [
        weightOf(i8(70, 300), 1),
        numbers(
          [70, 2],
          Array.from({ length: 140 }, (_, i) => i),
        ),
      ],
      output: i32(40, 70),
    },
  ],
  [product, 'over rows of 64', { ...square(64), input: u8(600, 64), output: i32(600, 600) }],
  [
    largest,
    'of blocks of 64 numbers',
    { input: i32(300, 640), attributes: { block: 64 }, output: i32(300, 10) },
  ],
  [
    largest,
    'of blocks of 64 numbers, of which the last is shorter',
    { input: i32(300, 600), attributes: { block: 64 }, output: i32(300, 10) },
  ],
  [
    total,
    'of rows of 300',
    { input: u8(300, 300), attributes: { block: 300 }, output: i32(300, 1) },
  ],
  [
    quotient,
    'over 35,000 numbers',
    {
      input: i32(7, 5000),
      weights: [numbers([7, 1], [1, 2, 3, 4, 5, 6, 7])],
      output: i32(7, 5000),
    },
  ],
  [
    lookup,
    'over 35,000 numbers',
    { input: i32(7, 5000), weights: [weightOf(u8(3000), 1)], output: u8(7, 5000) },
  ],
  [
    turned,
    'over 36,000 numbers',
    {
      input: i32(900, 40),
      weights: [
        numbers(
          [30, 20, 2],
          Array.from({ length: 1200 }, (_, i) => i),
        ),
        numbers([1], [3]),
      ],
      output: i32(900, 40),
    },
  ],
  [
    rows,
    'of 35,000 bytes by numbers',
    {
      input: u8(7, 5000),
      weights: [numbers([2, 2], [1, 0, 6, 9])],
      operands: [weightAt(0), input],
      output: u8(2, 2, 5000),
    },
  ],
  [
    choice,
    'between bytes and more bytes',
    {
      input: u8(7, 5000),
      weights: [weightOf(u8(7, 1), 1), weightOf(u8(7, 1), 2)],
      operands: [weightAt(0), input, weightAt(1)],
      output: u8(7, 5000),
    },
  ],
  [
    order,
    'over 35,000 numbers',
    { input: i32(7, 5000), weights: [], operands: [input, input], output: u8(7, 5000) },
  ],
  [
    norm,
    'over rows of 1,000',
    { ...over([2, 1000], new Array<number>(2000).fill(7)), output: i32(2, 1) },
  ],
  [
    prefix,
    'over rows of 1,000 numbers',
    { ...over([2, 1000], new Array<number>(2000).fill(7)), output: i32(2, 1000) },
  ],
  [prefix, 'over rows of 1,000', { input: u8(300, 1000), output: i32(300, 1000) }],
]

/** A row as long as it may be judged. */
export const wideCosts: readonly (readonly [what: string, change: (n: number) => Single])[] = [
  [
    'RowMax over a row of numbers',
    (n) => ({
      ...largest,
      input: i32(1, n),
      attributes: { ...largest.attributes, block: n },
      output: i32(1, 1),
    }),
  ],
  [
    'RowSum over a row of bytes',
    (n) => ({
      ...total,
      input: u8(1, n),
      attributes: { ...total.attributes, block: n },
      output: i32(1, 1),
    }),
  ],
  [
    'RowSum over blocks of a row of bytes',
    (n) => ({
      ...total,
      input: u8(1, 2 * n),
      attributes: { ...total.attributes, block: n },
      output: i32(1, 2),
    }),
  ],
]
