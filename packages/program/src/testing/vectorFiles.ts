import { checkProgram } from '../checkProgram.ts'
import type { ProgramErrorName } from '../errors.ts'
import { encodeProgram } from '../format/writeProgram.ts'
import { GREATEST_MULTIPLIER, LEAST_MULTIPLIER, multiplierBits, ONE } from '../ops/requantize.ts'
import {
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
  type Weight,
} from '../program.ts'
import { i8, i32, i32Bytes, u8 } from './draft.ts'
import {
  type Change,
  changed,
  type EdgeFile,
  type Edges,
  input,
  outside,
  programOf,
  readsInput,
  type Single,
  stepAt,
  weightAt,
  weightOf,
} from './edges.ts'
import { intervalFiles } from './intervalFiles.ts'
import { Random } from './random.ts'
import { sampleProgram } from './sampleProgram.ts'
import { wideCosts, wideEdges, wideLarge } from './wideEdges.ts'

const whole = { outputZero: 0, low: 0, high: 255 }

/** The bits of a multiplier that is none of the special ones. */
const M = multiplierBits(0.0019)
const NAN = 0x7fc00000
const INFINITY = 0x7f800000

/** A channel table with these biases and bits of multipliers in turn. */
function table(...entries: readonly number[]): Weight {
  return { type: i32(entries.length / 2, 2), data: i32Bytes(entries) }
}

/** The clamps of a step, in every way that they may be wrong. */
const clamps: readonly (readonly [string, Change])[] = [
  ...outside(['outputZero'], 0, 255),
  ['low of -1', { attributes: { low: -1 } }],
  ['high of 256', { attributes: { high: 256 } }],
  ['low above high', { attributes: { low: 9, high: 8 } }],
]

/** What an i32 output must not have, for a step whose output has this shape. */
function onSums(output: TensorType, rest: Change): [string, Change][] {
  return [
    ['outputZero of 1 with sums', { outputZero: 1 }],
    ['low of 1 with sums', { low: 1 }],
    ['high of 254 with sums', { high: 254 }],
  ].map(([what, attributes]) => [
    what as string,
    { ...rest, output, attributes: attributes as Record<string, number> },
  ])
}

const convolution: Single = {
  op: 'Conv2d',
  input: u8(1, 4, 5, 2),
  weights: [
    { type: i8(4, 2, 3, 1), data: new Uint8Array(24).fill(1) },
    table(0, M, 0, M, 0, M, 0, M),
  ],
  operands: [input, weightAt(0), weightAt(1)],
  attributes: {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    groups: 2,
    inputZero: 0,
    ...whole,
  },
  output: u8(1, 3, 3, 4),
}

const kernels = convolution.weights![0]!
const conv2dTable = (...entries: number[]): Change => ({ weights: [kernels, table(...entries)] })

/** A layer of one row and one column over 3 weights of 127: its sum is at most 97,155 and the bias. */
const layer: Single = {
  op: 'MatMul',
  input: u8(2, 3),
  weights: [{ type: i8(1, 3), data: new Uint8Array(3).fill(127) }, table(0, M)],
  operands: [input, weightAt(0), weightAt(1)],
  attributes: { inputZero: 0, ...whole },
  output: u8(2, 1),
}
const reach = 127 * 3 * 255
const matrix = layer.weights![0]!
const withTable = (...entries: number[]): Change => ({ weights: [matrix, table(...entries)] })
const sums = i32(2, 1)

const product: Single = {
  op: 'BatchMatMul',
  input: u8(2, 3, 4),
  weights: [weightOf(u8(2, 5, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: { leftZero: 0, rightZero: 0, multiplier: M, ...whole },
  output: u8(2, 3, 5),
}

/** Squares of a row: a product over `inner`. */
function square(inner: number, multiplier: number, output: TensorType = u8(1, 1)): Change {
  return {
    input: u8(1, inner),
    weights: [],
    operands: [input, input],
    attributes: { multiplier },
    output,
  }
}

const sum: Single = {
  op: 'Add',
  input: u8(3, 4),
  weights: [weightOf(u8(1, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: {
    leftZero: 0,
    leftMultiplier: 1,
    rightZero: 0,
    rightMultiplier: 1,
    shift: 1,
    ...whole,
  },
  output: u8(3, 4),
}

const scaled: Single = {
  ...sum,
  op: 'Mul',
  attributes: { leftZero: 0, rightZero: 0, multiplier: 1, shift: 8, ...whole },
}

const broadcasts: readonly (readonly [string, Change])[] = [
  ['one operand', { weights: [], operands: [input] }],
  ['operands of another rank', { weights: [weightOf(u8(4), 3)] }],
  ['sizes of 4 and 2 on one axis', { weights: [weightOf(u8(1, 2), 3)] }],
  ['an i32 operand', { input: i32(3, 4) }],
  ['an i8 operand', { weights: [weightOf(i8(1, 4), 3)] }],
  ['an i32 output', { output: i32(3, 4) }],
  ['an output without the repetition', { output: u8(1, 4) }],
]

const lookup: Single = {
  op: 'Lookup',
  input: u8(2, 3),
  weights: [weightOf(u8(256), 3)],
  operands: [input, weightAt(0)],
  attributes: {},
  output: u8(2, 3),
}

const pool: Single = {
  op: 'MaxPool',
  input: u8(1, 5, 6, 2),
  operands: [input],
  attributes: { kernel: [2, 3], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] },
  output: u8(1, 4, 4, 2),
}

const concat: Single = {
  op: 'Concat',
  input: u8(2, 3),
  weights: [weightOf(u8(2, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: { axis: 1 },
  output: u8(2, 7),
}

const slice: Single = {
  op: 'Slice',
  input: u8(4, 9),
  operands: [input],
  attributes: { starts: [1, 2], steps: [1, 3], sizes: [2, 3] },
  output: u8(2, 3),
}

const pad: Single = {
  op: 'Pad',
  input: u8(2, 3),
  operands: [input],
  attributes: { begins: [1, 0], ends: [0, 2], value: 7 },
  output: u8(3, 5),
}

const reshape: Single = {
  op: 'Reshape',
  input: u8(4, 3),
  operands: [input],
  attributes: { shape: [2, 6] },
  output: u8(2, 6),
}

const transpose: Single = {
  op: 'Transpose',
  input: u8(2, 3, 4),
  operands: [input],
  attributes: { permutation: [1, 2, 0] },
  output: u8(3, 4, 2),
}

const resize: Single = {
  op: 'Resize',
  input: u8(1, 3, 4, 2),
  operands: [input],
  attributes: { height: 5, width: 2 },
  output: u8(1, 5, 2, 2),
}

function exponentials(change: (entries: Int32Array) => void = () => {}): Weight {
  const entries = new Int32Array(256).fill(1)
  change(entries)
  return { type: i32(256), data: new Uint8Array(entries.buffer) }
}

const softmax: Single = {
  op: 'Softmax',
  input: u8(2, 3),
  weights: [exponentials()],
  operands: [input, weightAt(0)],
  attributes: {},
  output: u8(2, 3),
}

const argMax: Single = {
  op: 'ArgMax',
  input: u8(2, 3),
  operands: [input],
  attributes: {},
  output: i32(2),
}

const embedding: Single = {
  op: 'Embedding',
  input: u8(2, 3),
  weights: [weightOf(u8(5, 4), 3)],
  operands: [input, weightAt(0)],
  attributes: {},
  output: u8(2, 3, 4),
}

/** What stands for no multiplier. */
const multipliers: readonly (readonly [what: string, bits: number])[] = [
  ['a multiplier of zero', 0],
  ['the largest subnormal multiplier', LEAST_MULTIPLIER - 1],
  ['a multiplier of 2^97', GREATEST_MULTIPLIER + 1],
  ['the largest finite multiplier', INFINITY - 1],
  ['an infinite multiplier', INFINITY],
  ['a multiplier that is no number', NAN],
  ['a multiplier of -1', ONE - 2 ** 31],
  ['a multiplier of minus zero', -(2 ** 31)],
]

const edges: readonly Edges[] = [
  {
    base: convolution,
    refused: [
      ...clamps,
      ...outside(['inputZero'], 0, 255),
      ...onSums(i32(1, 3, 3, 4), {
        weights: [convolution.weights![0]!, table(0, ONE, 0, ONE, 0, ONE, 0, ONE)],
      }),
      ['an i32 image', { input: i32(1, 4, 5, 2) }],
      ['an image of rank 3', { input: u8(4, 5, 2) }],
      ['weights of u8', { weights: [weightOf(u8(4, 2, 3, 1), 1), convolution.weights![1]!] }],
      ['weights of rank 3', { weights: [weightOf(i8(4, 2, 3), 1), convolution.weights![1]!] }],
      ['groups of 0', { attributes: { groups: 0 } }],
      ['groups of 1 with weights for 2', { attributes: { groups: 1 } }],
      ['groups that do not divide the input channels', { attributes: { groups: 3 } }],
      [
        'groups that do not divide the output channels',
        {
          weights: [weightOf(i8(3, 2, 3, 1), 1), table(0, M, 0, M, 0, M)],
          output: u8(1, 3, 3, 3),
        },
      ],
      [
        'a table for another number of channels',
        { weights: [convolution.weights![0]!, table(0, M, 0, M)] },
      ],
      ['a table of u8', { weights: [convolution.weights![0]!, weightOf(u8(4, 2), 1)] }],
      ['a stride of 0', { attributes: { strides: [0, 1] } }],
      ['a stride of 4097', { attributes: { strides: [1, 4097] }, output: u8(1, 3, 1, 4) }],
      ['a dilation of 0', { attributes: { dilations: [1, 0] }, output: u8(1, 3, 5, 4) }],
      [
        'a dilation of 4097',
        { input: u8(1, 4, 8195, 2), attributes: { dilations: [1, 4097] }, output: u8(1, 3, 1, 4) },
      ],
      ['a pad of -1', { attributes: { pads: [0, 0, 0, -1] }, output: u8(1, 3, 2, 4) }],
      ['a pad of 4097', { attributes: { pads: [4097, 0, 0, 0] }, output: u8(1, 4100, 3, 4) }],
      ['a table with a row too many', conv2dTable(0, M, 0, M, 0, M, 0, M, 0, M)],
      ['a table with three columns', { weights: [kernels, weightOf(i32(4, 3), 0)] }],
      [
        'a table of u8 with sums',
        { weights: [kernels, weightOf(u8(4, 2), 0)], output: i32(1, 3, 3, 4) },
      ],
      [
        'a multiplier of 2^97 in the last channel',
        conv2dTable(0, M, 0, M, 0, M, 0, GREATEST_MULTIPLIER + 1),
        'InvalidMultiplier',
      ],
      [
        'a multiplier of 2 with sums',
        { ...conv2dTable(0, ONE, 0, ONE, 0, 0x40000000, 0, ONE), output: i32(1, 3, 3, 4) },
      ],
      ['a bound of 2^31', conv2dTable(2 ** 31 - 1530, M, 0, M, 0, M, 0, M)],
      ['a kernel that does not fit the image', { attributes: { dilations: [4, 1] } }],
      ['two operands', { operands: [input, weightAt(0)], weights: [convolution.weights![0]!] }],
      ['another output height', { output: u8(1, 2, 3, 4) }],
      ['another number of output channels', { output: u8(1, 3, 3, 2) }],
    ],
    accepted: [
      ['a bound of 2^31 - 1', conv2dTable(0, M, 0, M, 0, M, 2 ** 31 - 1531, M)],
      [
        'the last pixels left over by strides of 2 and 4096',
        { attributes: { strides: [2, 4096] }, output: u8(1, 2, 1, 4) },
      ],
      [
        'a pad of 4096, and windows of nothing but padding',
        { attributes: { pads: [4096, 0, 0, 0] }, output: u8(1, 4099, 3, 4) },
      ],
      ['a zero point of 255', { attributes: { inputZero: 255, outputZero: 255 } }],
    ],
  },
  {
    base: layer,
    refused: [
      ...clamps,
      ...outside(['inputZero'], 0, 255),
      ...onSums(sums, withTable(0, ONE)),
      ['an i32 operand', { input: i32(2, 3) }],
      ['another number of columns', { input: u8(2, 4) }],
      ['weights of rank 1', { weights: [weightOf(i8(3), 1), table(0, M)] }],
      ['another output shape', { output: u8(2, 2) }],
      ...multipliers.map(([what, bits]): [string, Change, ProgramErrorName] => [
        what,
        withTable(0, bits),
        'InvalidMultiplier',
      ]),
      ['a multiplier of 2 with sums', { ...withTable(0, 0x40000000), output: sums }],
      ['a multiplier of zero with sums', { ...withTable(0, 0), output: sums }],
      ['a bound of 2^31', { ...withTable(2 ** 31 - reach, ONE), output: sums }],
      [
        'a bound of 2^31 by a bias below zero',
        { ...withTable(reach - 2 ** 31, ONE), output: sums },
      ],
      ['the bias -2^31', { ...withTable(-(2 ** 31), ONE), output: sums }],
      ['a bound of 2^31 with bytes', withTable(2 ** 31 - reach, M)],
      [
        'a bound of 2^31 in the second column',
        {
          weights: [weightOf(i8(2, 3), 127), table(0, M, 2 ** 31 - reach, M)],
          output: u8(2, 2),
        },
      ],
      [
        'weights of -128 whose bound is 2^31',
        {
          weights: [
            { type: matrix.type, data: new Uint8Array(3).fill(128) },
            table(2 ** 31 - 128 * 3 * 255, M),
          ],
        },
      ],
      [
        'a table that is computed',
        {
          input: i32(1, 2),
          weights: [weightOf(u8(2, 3), 1), matrix],
          operands: [weightAt(0), weightAt(1), input],
        },
      ],
    ],
    accepted: [
      ['a bound of 2^31 - 1', { ...withTable(2 ** 31 - reach - 1, ONE), output: sums }],
      ['a bound of 2^31 - 1 by a bias below zero', withTable(reach + 1 - 2 ** 31, M)],
      ['the least multiplier', withTable(0, LEAST_MULTIPLIER)],
      ['the greatest multiplier', withTable(0, GREATEST_MULTIPLIER)],
      [
        'weights of -128, whose magnitude is 128',
        {
          weights: [
            { type: matrix.type, data: new Uint8Array(3).fill(128) },
            table(2 ** 31 - 1 - 128 * 3 * 255, M),
          ],
        },
      ],
    ],
  },
  {
    base: product,
    refused: [
      ...clamps,
      ...outside(['leftZero', 'rightZero'], 0, 255),
      ...onSums(i32(2, 3, 5), {}).map(([what, change]): [string, Change] => [
        what,
        { ...change, attributes: { ...change.attributes, multiplier: ONE } },
      ]),
      ...multipliers.map(([what, bits]): [string, Change, ProgramErrorName] => [
        what,
        { attributes: { multiplier: bits } },
        'InvalidMultiplier',
      ]),
      [
        'a multiplier of 2 with sums',
        { attributes: { multiplier: 0x40000000 }, output: i32(2, 3, 5) },
      ],
      [
        'operands of rank 1',
        { input: u8(4), weights: [], operands: [input, input], output: u8(1) },
      ],
      ['operands of another rank', { weights: [weightOf(u8(5, 4), 3)] }],
      ['another batch', { weights: [weightOf(u8(1, 5, 4), 3)] }],
      ['rows of another length', { weights: [weightOf(u8(2, 5, 3), 3)] }],
      [
        'a left operand of i8',
        {
          weights: [weightOf(i8(2, 3, 4), 3), ...product.weights!],
          operands: [weightAt(0), weightAt(1)],
        },
      ],
      ['a right operand of i8', { weights: [weightOf(i8(2, 5, 4), 3)] }],
      ['another output shape', { output: u8(2, 5, 3) }],
      ['a product over 33,026', square(33_026, ONE, i32(1, 1))],
      ['a product over 33,026 with bytes', square(33_026, M)],
    ],
    accepted: [
      ['a product over 33,025', square(33_025, ONE, i32(1, 1))],
      ['a product over 33,025 with bytes', square(33_025, M)],
      ['the least multiplier', { attributes: { multiplier: LEAST_MULTIPLIER } }],
      ['the greatest multiplier', { attributes: { multiplier: GREATEST_MULTIPLIER } }],
    ],
  },
  {
    base: sum,
    refused: [
      ...broadcasts,
      ...clamps,
      ...outside(['leftZero', 'rightZero'], 0, 255),
      ...outside(['leftMultiplier', 'rightMultiplier'], -32_768, 32_768),
      ...outside(['shift'], 0, 30),
      [
        'a bound of 2^24 by its output zero',
        { attributes: { leftMultiplier: 32_768, rightMultiplier: 128, outputZero: 1, shift: 8 } },
      ],
      [
        'a bound above 2^24 by multipliers below zero',
        { attributes: { leftMultiplier: -32_768, rightMultiplier: -129 } },
      ],
    ],
    accepted: [
      [
        'a bound that an output zero of 2^8 leaves below 2^24',
        { attributes: { leftMultiplier: 32_768, rightMultiplier: 127, outputZero: 1, shift: 8 } },
      ],
      [
        'a bound of 2^24 - 1',
        { attributes: { leftMultiplier: 32_768, rightMultiplier: 128, outputZero: 255, shift: 0 } },
      ],
      [
        'multipliers of 0 and -32,768',
        { attributes: { leftMultiplier: 0, rightMultiplier: -32_768 } },
      ],
      ['a shift of 30', { attributes: { shift: 30 } }],
    ],
  },
  {
    base: scaled,
    refused: [
      ...broadcasts,
      ...clamps,
      ...outside(['leftZero', 'rightZero'], 0, 255),
      ...outside(['multiplier'], 1, 255),
      ...outside(['shift'], 0, 30),
      ['a bound above 2^24', { attributes: { multiplier: 255, outputZero: 192, shift: 10 } }],
    ],
    accepted: [
      ['a shift of 0', { attributes: { shift: 0 } }],
      ['a bound just below 2^24', { attributes: { multiplier: 255, outputZero: 191, shift: 10 } }],
    ],
  },
  {
    base: lookup,
    refused: [
      ['an i32 operand', { input: i32(2, 3) }],
      ['a table of 255', { weights: [weightOf(u8(255), 3)] }],
      ['a table of i8', { weights: [weightOf(i8(256), 3)] }],
      ['a table of rank 2', { weights: [weightOf(u8(1, 256), 3)] }],
      [
        'a table that is computed',
        { input: u8(256), weights: [], operands: [input, input], output: u8(256) },
      ],
      ['an i32 output', { output: i32(2, 3) }],
      ['another output shape', { output: u8(3, 2) }],
      ['no table', { weights: [], operands: [input] }],
    ],
  },
  {
    base: pool,
    refused: [
      ['an i32 image', { input: i32(1, 5, 6, 2) }],
      ['an image of rank 3', { input: u8(5, 6, 2) }],
      ['a kernel of 0', { attributes: { kernel: [2, 0] } }],
      ['a stride of 0', { attributes: { strides: [0, 1] } }],
      ['a stride of 4097', { attributes: { strides: [4097, 1] }, output: u8(1, 1, 4, 2) }],
      [
        'a dilation of 4097',
        { input: u8(1, 4098, 6, 2), attributes: { dilations: [4097, 1] }, output: u8(1, 1, 4, 2) },
      ],
      [
        'a kernel of 4097',
        { input: u8(1, 4097, 1, 1), attributes: { kernel: [4097, 1] }, output: u8(1, 1, 1, 1) },
      ],
      ['a pad of -1', { attributes: { pads: [0, -1, 0, 0] }, output: u8(1, 4, 3, 2) }],
      ['a kernel that does not fit the image', { attributes: { kernel: [6, 3] } }],
      [
        'a first window of nothing but padding',
        { attributes: { pads: [2, 0, 0, 0] }, output: u8(1, 6, 4, 2) },
      ],
      [
        'a last window of nothing but padding',
        { attributes: { pads: [0, 0, 0, 3] }, output: u8(1, 4, 7, 2) },
      ],
      [
        'a window that steps over the image',
        {
          input: u8(1, 1, 6, 2),
          attributes: { pads: [2, 0, 2, 0], dilations: [3, 1] },
          output: u8(1, 2, 4, 2),
        },
      ],
      ['another output shape', { output: u8(1, 5, 4, 2) }],
      ['an i32 output', { output: i32(1, 4, 4, 2) }],
    ],
    accepted: [
      [
        'windows with one row of the image',
        { attributes: { pads: [1, 0, 1, 0] }, output: u8(1, 6, 4, 2) },
      ],
    ],
  },
  {
    base: concat,
    refused: [
      ['one operand', { weights: [], operands: [input], output: u8(2, 3) }],
      ['an axis of -1', { attributes: { axis: -1 } }],
      ['an axis of 2', { attributes: { axis: 2 } }],
      [
        'an axis of 2, of operands that are alike',
        { weights: [], operands: [input, input], attributes: { axis: 2 }, output: u8(2, 6) },
      ],
      ['operands of two element types', { weights: [weightOf(i32(2, 4), 3)] }],
      ['operands of another size on another axis', { weights: [weightOf(u8(3, 4), 3)] }],
      ['operands of another rank', { weights: [weightOf(u8(8), 3)] }],
      ['another output size', { output: u8(2, 6) }],
      ['an output of another element type', { output: i32(2, 7) }],
      [
        '65 operands',
        { weights: [], operands: new Array(65).fill(input), output: u8(2, 195) },
        'LimitExceeded',
      ],
    ],
    accepted: [
      ['64 operands', { weights: [], operands: new Array(64).fill(input), output: u8(2, 192) }],
    ],
  },
  {
    base: slice,
    refused: [
      ['a start of -1', { attributes: { starts: [-1, 2] } }],
      [
        'a start after the end',
        { attributes: { starts: [4, 2], sizes: [1, 3] }, output: u8(1, 3) },
      ],
      ['a step of 0', { attributes: { steps: [0, 3] } }],
      [
        'a step larger than the axis',
        { attributes: { starts: [1, 0], steps: [1, 10], sizes: [2, 1] }, output: u8(2, 1) },
      ],
      ['a last position after the end', { attributes: { starts: [1, 3] } }],
      ['sizes that are not the output’s', { output: u8(2, 2) }],
      ['an output of another element type', { output: i32(2, 3) }],
      [
        'an output of another rank',
        { attributes: { starts: [1], steps: [1], sizes: [2] }, output: u8(2) },
      ],
    ],
    accepted: [
      [
        'one position with a step as large as the axis',
        { attributes: { starts: [3, 8], steps: [4, 9], sizes: [1, 1] }, output: u8(1, 1) },
      ],
    ],
  },
  {
    base: pad,
    refused: [
      ['an i32 operand', { input: i32(2, 3), output: i32(3, 5) }],
      ['a begin of -1', { attributes: { begins: [-1, 0] }, output: u8(1, 5) }],
      ['an end of 65,537', { attributes: { ends: [0, 65_537] }, output: u8(3, 65_540) }],
      ['a begin of 65,537', { attributes: { begins: [65_537, 0] }, output: u8(65_539, 5) }],
      ['an i32 output', { output: i32(3, 5) }],
      ['an output of another rank', { attributes: { begins: [1], ends: [0] }, output: u8(3) }],
      ...outside(['value'], 0, 255),
      ['another output shape', { output: u8(3, 4) }],
    ],
    accepted: [
      ['an end of 65,536', { attributes: { ends: [0, 65_536] }, output: u8(3, 65_539) }],
      ['a value of 0', { attributes: { value: 0 } }],
    ],
  },
  {
    base: reshape,
    refused: [
      ['another number of elements', { attributes: { shape: [2, 5] }, output: u8(2, 5) }],
      ['a shape that is not the output’s', { output: u8(3, 4) }],
      ['an output of another element type', { output: i32(2, 6) }],
    ],
  },
  {
    base: transpose,
    refused: [
      ['an axis twice', { attributes: { permutation: [1, 1, 0] } }],
      [
        'an axis twice where the shape stays',
        { input: u8(2, 2, 4), attributes: { permutation: [0, 0, 2] }, output: u8(2, 2, 4) },
      ],
      ['an axis that is not there', { attributes: { permutation: [1, 2, 3] } }],
      ['the inverse permutation’s output', { output: u8(4, 2, 3) }],
      ['an output of another element type', { output: i32(3, 4, 2) }],
      ['an output of another rank', { attributes: { permutation: [1, 0] }, output: u8(3, 4) }],
    ],
  },
  {
    base: resize,
    refused: [
      ['an i32 image', { input: i32(1, 3, 4, 2), output: i32(1, 5, 2, 2) }],
      ['an image of rank 3', { input: u8(3, 4, 2), output: u8(5, 2, 2) }],
      ['a height of 65,537', { attributes: { height: 65_537 }, output: u8(1, 65_537, 2, 2) }],
      ['a width of 65,537', { attributes: { width: 65_537 }, output: u8(1, 5, 65_537, 2) }],
      ['an i32 output', { output: i32(1, 5, 2, 2) }],
      ['another output height', { output: u8(1, 4, 2, 2) }],
      ['another number of channels', { output: u8(1, 5, 2, 3) }],
    ],
    accepted: [
      [
        'a height and a width of 1',
        { attributes: { height: 1, width: 1 }, output: u8(1, 1, 1, 2) },
      ],
      ['a height of 65,536', { attributes: { height: 65_536 }, output: u8(1, 65_536, 2, 2) }],
    ],
  },
  {
    base: softmax,
    refused: [
      ['rank 1', { input: u8(3), output: u8(3) }],
      ['an i32 operand', { input: i32(2, 3) }],
      ['a table of 255', { weights: [{ type: i32(255), data: exponentials().data.slice(4) }] }],
      ['a table of u8', { weights: [weightOf(u8(256), 1)] }],
      ['a first entry of 0', { weights: [exponentials((entries) => entries.fill(0, 0, 1))] }],
      ['an entry of -1', { weights: [exponentials((entries) => entries.fill(-1, 255))] }],
      ['an entry of 32,768', { weights: [exponentials((entries) => entries.fill(32_768, 7, 8))] }],
      ['an i32 output', { output: i32(2, 3) }],
      ['another output shape', { output: u8(3, 2) }],
      [
        'a table that is computed',
        {
          input: i32(256),
          weights: [weightOf(u8(1, 3), 1)],
          operands: [weightAt(0), input],
          output: u8(1, 3),
        },
      ],
    ],
    accepted: [
      [
        'entries of 0 and 32,767',
        { weights: [exponentials((entries) => entries.fill(0, 1).fill(32_767, 200))] },
      ],
      ['65,539 rows', { input: u8(65_539, 2), output: u8(65_539, 2) }],
    ],
  },
  {
    base: argMax,
    refused: [
      ['rank 1', { input: u8(3), output: i32(1) }],
      ['an output of bytes', { output: u8(2) }],
      ['an output that keeps the axis', { output: i32(2, 1) }],
      ['an i8 operand', { weights: [weightOf(i8(2, 3), 3)], operands: [weightAt(0)] }],
    ],
    accepted: [['sums', { input: i32(2, 3) }]],
  },
  {
    base: embedding,
    refused: [
      ['a table of i8', { weights: [weightOf(i8(5, 4), 3)] }],
      ['a table of rank 1', { weights: [weightOf(u8(20), 3)] }],
      [
        'a table that is computed',
        { input: u8(2, 3), weights: [], operands: [input, input], output: u8(2, 3, 3) },
      ],
      ['an i32 output', { output: i32(2, 3, 4) }],
      ['another output shape', { output: u8(2, 3, 5) }],
      [
        'indices of i8',
        {
          weights: [weightOf(i8(6), 3), weightOf(u8(5, 4), 3)],
          operands: [weightAt(0), weightAt(1)],
          output: u8(6, 4),
        },
      ],
    ],
    accepted: [['indices of i32', { input: i32(2, 3) }]],
  },
]

function oneOperandMore(base: Single): EdgeFile {
  const operands = [...base.operands, input]
  return {
    what: `${base.op}: an operand too many`,
    file: encodeProgram(programOf({ ...base, operands })),
    refusal: 'InvalidProgram',
  }
}

function edgesOfOps(): EdgeFile[] {
  return [...edges, ...wideEdges].flatMap(({ base, refused, accepted = [] }) => [
    ...(base.op === 'Concat' ? [] : [oneOperandMore(base)]),
    ...refused.map(([what, change, refusal = 'InvalidProgram']) => ({
      what: `${base.op}: ${what}`,
      file: encodeProgram(readsInput(programOf(changed(base, change)))),
      refusal,
    })),
    ...[['as it is', {}] as const, ...accepted].map(([what, change]) => ({
      what: `${base.op}: ${what}`,
      file: encodeProgram(readsInput(programOf(changed(base, change)))),
    })),
  ])
}

/** The largest n whose program is accepted, and the next one. */
function edgeOfCost(what: string, program: (n: number) => Program, most: number): EdgeFile[] {
  const passes = (n: number) => {
    try {
      checkProgram(program(n))
      return true
    } catch {
      return false
    }
  }
  let [low, high] = [1, most]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passes(middle)) low = middle
    else high = middle
  }
  return [
    { what: `cost: ${what} of ${low}`, file: encodeProgram(program(low)) },
    {
      what: `cost: ${what} of ${high}`,
      file: encodeProgram(program(high)),
      refusal: 'NotJudgeable',
    },
  ]
}

/** What is just judgeable, and what is not. */
function edgesOfCost(): EdgeFile[] {
  const row = (type: (...shape: number[]) => TensorType) => (n: number) =>
    programOf({ ...argMax, input: type(1, n), output: i32(1) })
  return [
    ...edgeOfCost('ArgMax over a row of bytes', row(u8), 300_000),
    ...edgeOfCost('ArgMax over a row of sums', row(i32), 300_000),
    ...wideCosts.flatMap(([what, single]) =>
      edgeOfCost(what, (n) => programOf(single(n)), 300_000),
    ),
    ...edgeOfCost(
      'Softmax over a row',
      (n) => programOf({ ...softmax, input: u8(1, n), output: u8(1, n) }),
      65_000,
    ),
    ...edgeOfCost(
      'MaxPool with 64 columns, and a kernel height',
      (n) =>
        programOf({
          ...pool,
          input: u8(1, n, 64, 1),
          attributes: { ...pool.attributes, kernel: [n, 64] },
          output: u8(1, 1, 1, 1),
        }),
      1_000,
    ),
    ...edgeOfCost(
      'MaxPool over 300 channels, pixel by pixel, with a kernel width',
      (n) =>
        programOf({
          ...pool,
          input: u8(1, 1, n, 300),
          attributes: { ...pool.attributes, kernel: [1, n] },
          output: u8(1, 1, 1, 300),
        }),
      4_000,
    ),
    ...edgeOfCost(
      'Conv2d in two groups, pixel by pixel, with a kernel width',
      (n) =>
        programOf({
          ...convolution,
          input: u8(1, 1, n, 2),
          weights: [weightOf(i8(2, 1, n, 1), 1), table(0, M, 0, M)],
          attributes: { ...convolution.attributes, groups: 2 },
          output: u8(1, 1, 1, 2),
        }),
      4_096,
    ),
  ]
}

/** A step over large tensors, whose trees are deep and whose rows touch several pages. */
function large(base: Single, what: string, change: Change): EdgeFile {
  return {
    what: `cost: ${base.op} ${what}`,
    file: encodeProgram(readsInput(programOf(changed(base, change)))),
  }
}

/** Pools whose windows do or do not see the image, drawn, and decided window by window. */
function drawnPools(): EdgeFile[] {
  const random = new Random(7)
  const files: EdgeFile[] = []
  while (files.length < 60) {
    const pick = (low: number, high: number) => random.integer(low, high)
    const [kernel, stride, dilation, size] = [pick(1, 4), pick(1, 4), pick(1, 4), pick(1, 6)]
    const [before, after] = [pick(0, 5), pick(0, 5)]
    const padded = size + before + after - ((kernel - 1) * dilation + 1)
    if (padded < 0) continue
    const outputs = Math.floor(padded / stride) + 1
    const seesNothing = Array.from({ length: outputs }, (_, o) =>
      Array.from({ length: kernel }, (_, k) => o * stride - before + k * dilation),
    ).some((positions) => positions.every((position) => position < 0 || position >= size))
    const across = files.length % 2 === 1
    const pair = (along: number, other: number) => (across ? [other, along] : [along, other])
    const program = programOf({
      ...pool,
      input: u8(1, ...pair(size, 9), 1),
      attributes: {
        kernel: pair(kernel, 2),
        strides: pair(stride, 1),
        pads: [...pair(before, 0), ...pair(after, 0)],
        dilations: pair(dilation, 1),
      },
      output: u8(1, ...pair(outputs, 8), 1),
    })
    files.push({
      what: `MaxPool: drawn window ${files.length}`,
      file: encodeProgram(program),
      ...(seesNothing ? { refusal: 'InvalidProgram' } : {}),
    })
  }
  return files
}

/** What is accepted with the costs that tell pages, depths and rows apart. */
function largeFiles(): EdgeFile[] {
  const [a, b, c] = [u8(7, 5000), u8(600, 64), u8(300, 300)]
  const twice = { weights: [], operands: [input, input] }
  const linear = (rows: number, inner: number, outputs: number): Change => ({
    input: u8(rows, inner),
    weights: [
      weightOf(i8(outputs, inner), 1),
      table(...new Array<number>(outputs).fill(0).flatMap((_, i) => [i, M])),
    ],
    output: u8(rows, outputs),
  })
  const image = (
    [height, width, channels]: readonly [number, number, number],
    [kh, kw]: readonly [number, number],
    dilation: number,
    groups: number,
  ): Change => {
    const output = [height - kh + 1, width - (kw - 1) * dilation]
    return {
      input: u8(1, height, width, channels),
      weights: [
        weightOf(i8(channels, kh, kw, channels / groups), 1),
        table(...new Array<number>(channels).fill(0).flatMap((_, i) => [i, M])),
      ],
      attributes: { groups, dilations: [1, dilation] },
      output: u8(1, output[0]!, output[1]!, channels),
    }
  }
  const seen = (
    [height, width, channels]: readonly [number, number, number],
    [kh, kw]: readonly [number, number],
    dilation: number,
  ): Change => {
    const output = [height - kh + 1, width - (kw - 1) * dilation]
    return {
      input: u8(1, height, width, channels),
      attributes: { kernel: [kh, kw], dilations: [1, dilation] },
      output: u8(1, output[0]!, output[1]!, channels),
    }
  }
  return [
    large(sum, 'over 35,000 bytes', { ...twice, input: a, output: a }),
    large(scaled, 'over 35,000 bytes', { ...twice, input: a, output: a }),
    large(lookup, 'over 35,000 bytes', { input: a, output: a }),
    large(slice, 'over 35,000 bytes', { input: a }),
    large(slice, 'over 35,000 numbers', { input: i32(7, 5000), output: i32(2, 3) }),
    large(pad, 'over 35,000 bytes', { input: a, output: u8(8, 5002) }),
    large(reshape, 'over 35,000 bytes', {
      input: a,
      attributes: { shape: [35_000] },
      output: u8(35_000),
    }),
    large(transpose, 'over 35,000 bytes', { input: u8(7, 50, 100), output: u8(50, 100, 7) }),
    large(resize, 'over 35,000 bytes', { input: u8(1, 70, 50, 10), output: u8(1, 5, 2, 10) }),
    large(concat, 'of 300 and 35,000 bytes', {
      input: u8(7, 5000),
      weights: [weightOf(u8(7, 40), 3)],
      output: u8(7, 5040),
    }),
    large(concat, 'of 35,000 and 300 bytes', {
      input: u8(7, 5000),
      weights: [weightOf(u8(7, 40), 3)],
      operands: [weightAt(0), input],
      output: u8(7, 5040),
    }),
    large(softmax, 'over rows of 300', { input: c, output: c }),
    large(softmax, 'over rows of 64', { input: b, output: b }),
    large(argMax, 'over rows of 300', { input: c, output: i32(300) }),
    large(argMax, 'over rows of 64', { input: b, output: i32(600) }),
    large(argMax, 'over rows of 64 numbers', { input: i32(600, 64), output: i32(600) }),
    large(argMax, 'over rows of 257', { input: u8(300, 257), output: i32(300) }),
    large(argMax, 'over rows of 258', { input: u8(300, 258), output: i32(300) }),
    large(argMax, 'over rows of 2', { input: u8(900, 2), output: i32(900) }),
    large(argMax, 'over rows of 512', { input: u8(300, 512), output: i32(300) }),
    large(embedding, 'by 3,000 numbers', {
      input: i32(300, 10),
      weights: [weightOf(u8(300, 7), 3)],
      output: u8(300, 10, 7),
    }),
    large(product, 'over rows of 300', { ...square(300, M), input: c, output: u8(300, 300) }),
    large(product, 'over rows of 64', { ...square(64, M), input: b, output: u8(600, 600) }),
    large(product, 'of other numbers of rows', {
      input: u8(1, 500, 70),
      weights: [weightOf(u8(1, 30, 70), 3)],
      output: u8(1, 500, 30),
    }),
    large(layer, 'over rows of 30', linear(400, 30, 90)),
    large(layer, 'over rows of 300', linear(40, 300, 7)),
    large(layer, 'over rows of 32', linear(400, 32, 90)),
    large(convolution, 'whose rows lie side by side', image([50, 60, 3], [2, 3], 1, 1)),
    large(convolution, 'with a dilation along the rows', image([50, 60, 3], [2, 3], 2, 1)),
    // Where execution costs more than calldata, the number of rows decides.
    large(convolution, 'of many rows', image([70, 130, 1], [20, 40], 1, 1)),
    large(convolution, 'of many pixels', image([70, 130, 1], [20, 40], 2, 1)),
    large(convolution, 'in groups', image([20, 30, 32], [3, 2], 1, 4)),
    large(convolution, 'by depth, whose rows are read whole', image([20, 30, 383], [3, 3], 1, 383)),
    large(convolution, 'by depth, pixel by pixel', image([20, 30, 400], [2, 3], 1, 400)),
    large(
      convolution,
      'by depth, whose rows are just read whole',
      image([20, 30, 511], [1, 2], 1, 511),
    ),
    large(
      convolution,
      'by depth, whose rows are just too long',
      image([20, 30, 512], [1, 2], 1, 512),
    ),
    large(pool, 'whose rows are read whole', seen([30, 40, 20], [2, 3], 2)),
    large(pool, 'whose rows are just read whole', seen([20, 30, 511], [3, 2], 1)),
    large(pool, 'whose rows are just too long', seen([20, 30, 512], [3, 2], 1)),
    large(pool, 'with a dilation, pixel by pixel', seen([20, 30, 300], [2, 3], 3)),
  ]
}

const sample = sampleProgram()

function sampleWith(change: Partial<Program>): Uint8Array {
  return encodeProgram({ ...sample, ...change })
}

function stepWith(index: number, change: object): Uint8Array {
  const steps = sample.steps.with(index, { ...sample.steps[index]!, ...change } as Step)
  return sampleWith({ steps })
}

/** Where the parts of the sample's file begin. */
const places = {
  version: 8,
  steps: 9,
  weights: 13,
  outputs: 17,
  input: 18,
  inputShape: 20,
  positions: 40,
}

function patched(at: number, ...bytes: readonly number[]): Uint8Array {
  const file = encodeProgram(sample)
  file.set(bytes, at)
  return file
}

const big = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)

/** A chain of reshapes of the input, which produces a given number of bytes. */
function chain(length: number, type: TensorType): Program {
  const steps = Array.from({ length }, (_, i) => ({
    op: 'Reshape',
    operands: [i === 0 ? input : stepAt(i - 1)],
    attributes: { shape: type.shape },
    output: type,
  }))
  return {
    version: PROGRAM_VERSION,
    input: type,
    steps: steps as unknown as Step[],
    outputs: [length - 1],
    weights: [],
  }
}

/** Pools of 441 comparisons an element over the largest image that there may be. */
function pools(length: number): Program {
  const type = u8(1, 4096, 4096, 1)
  const attributes = {
    kernel: [21, 21],
    strides: [1, 1],
    pads: [10, 10, 10, 10],
    dilations: [1, 1],
  }
  const { steps, ...rest } = chain(length, type)
  const changedSteps = steps.map(
    (step) => ({ ...step, op: 'MaxPool', attributes }) as unknown as Step,
  )
  return { ...rest, steps: changedSteps }
}

/** A file whose head claims these weights, and that ends before the first of them. */
function claims(...types: readonly TensorType[]): Uint8Array {
  const joined = concat.operands.slice(0, 1)
  const operands = [...joined, ...types.map((_, i) => weightAt(i))]
  const step = { ...concat, operands, output: u8(2, 7) } as unknown as Step
  const weights = types.map((type) => ({ type, data: new Uint8Array(0) }))
  return encodeProgram({
    version: PROGRAM_VERSION,
    input: u8(2, 3),
    steps: [step],
    outputs: [0],
    weights,
  })
}

function edgesOfFiles(): EdgeFile[] {
  const file = encodeProgram(sample)
  const [first, ...others] = sample.weights
  const cut = (what: string, length: number): EdgeFile => ({
    what: `file: cut ${what}`,
    file: file.subarray(0, length),
    refusal: 'InvalidFile',
  })
  const table256 = lookup.weights![0]!
  const twice = { ...lookup, operands: [input, weightAt(0)] }
  const lookups = (weights: readonly Weight[], indices: readonly number[]): Program => ({
    ...programOf(twice),
    weights,
    steps: indices.map(
      (index) => ({ ...twice, operands: [input, weightAt(index)] }) as unknown as Step,
    ),
  })
  const stepsOffset = file.length - sample.weights.reduce((n, { data }) => n + data.length, 0)
  const refused: readonly (readonly [string, Uint8Array, ProgramErrorName])[] = [
    ['no bytes', new Uint8Array(0), 'InvalidFile'],
    ['another magic', patched(0, 65), 'InvalidFile'],
    ['version 0', patched(places.version, 0), 'UnsupportedVersion'],
    ['version 1', patched(places.version, 1), 'UnsupportedVersion'],
    ['version 3', patched(places.version, 3), 'UnsupportedVersion'],
    ['no positions', patched(places.positions, ...big(0)), 'InvalidProgram'],
    ['two positions', patched(places.positions, ...big(2)), 'InvalidProgram'],
    ['2^24 + 1 positions', patched(places.positions, ...big(2 ** 24 + 1)), 'InvalidProgram'],
    ['a step that ends a run', patched(places.positions + 4, ...big(0)), 'InvalidProgram'],
    ['no step that ends a run, as -2', patched(places.positions + 4, ...big(-2)), 'InvalidProgram'],
    ['no steps', sampleWith({ steps: [], weights: [], outputs: [] }), 'InvalidProgram'],
    ['no outputs', sampleWith({ outputs: [] }), 'InvalidProgram'],
    ['4,097 steps', patched(places.steps, ...big(4097)), 'LimitExceeded'],
    ['8,193 weights', patched(places.weights, ...big(8193)), 'LimitExceeded'],
    ['65 outputs', patched(places.outputs, 65), 'LimitExceeded'],
    ['an output that is no step', sampleWith({ outputs: [6] }), 'InvalidProgram'],
    ['an output twice', sampleWith({ outputs: [5, 5] }), 'InvalidProgram'],
    ['element type 0', patched(places.input, 0), 'InvalidFile'],
    ['element type 4', patched(places.input, 4), 'InvalidFile'],
    ['an i8 input', patched(places.input, 2), 'InvalidProgram'],
    ['rank 0', patched(places.input + 1, 0), 'LimitExceeded'],
    ['rank 7', patched(places.input + 1, 7), 'LimitExceeded'],
    ['a size of 0', patched(places.inputShape, ...big(0)), 'LimitExceeded'],
    ['a size of 2^24 + 1', patched(places.inputShape, ...big(2 ** 24 + 1)), 'LimitExceeded'],
    ['a size of 2^32 - 1', patched(places.inputShape, ...big(2 ** 32 - 1)), 'LimitExceeded'],
    ['an input above 16 MiB', encodeProgram(chain(1, u8(4097, 4096))), 'LimitExceeded'],
    ['an i32 input above 16 MiB', encodeProgram(chain(1, i32(2049, 2048))), 'LimitExceeded'],
    [
      'a step that produces more than 16 MiB',
      encodeProgram(
        programOf({
          ...pad,
          input: u8(4096, 4096),
          attributes: { begins: [0, 1], ends: [0, 0], value: 0 },
          output: u8(4096, 4097),
        }),
      ),
      'LimitExceeded',
    ],
    ['65 steps of 16 MiB', encodeProgram(chain(65, u8(4096, 4096))), 'LimitExceeded'],
    ['more than 2^38 multiply-adds', encodeProgram(pools(38)), 'LimitExceeded'],
    ['a weight with a size of 2^24 + 1', claims(u8(2 ** 24 + 1)), 'LimitExceeded'],
    ['a weight above 256 MiB', claims(u8(2 ** 14, 2 ** 14 + 1)), 'LimitExceeded'],
    [
      'five weights of 256 MiB',
      claims(...Array.from({ length: 5 }, () => u8(2 ** 14, 2 ** 14))),
      'LimitExceeded',
    ],
    ['op 0', patched(opOffset(), 0), 'InvalidFile'],
    ['op 17', patched(opOffset(), 17), 'InvalidFile'],
    ['op 28', patched(opOffset(), 28), 'InvalidFile'],
    ['op 33', patched(opOffset(), 33), 'InvalidFile'],
    ['an operand of kind 3', operandKind(3), 'InvalidFile'],
    ['no operands', stepWith(4, { operands: [] }), 'LimitExceeded'],
    [
      'an operand that is the step itself',
      stepWith(2, { operands: [stepAt(0), stepAt(2)] }),
      'InvalidProgram',
    ],
    [
      'an operand that comes later',
      stepWith(2, { operands: [stepAt(0), stepAt(5)] }),
      'InvalidProgram',
    ],
    ['a step of i8', stepWith(4, { output: i8(1, 64) }), 'InvalidProgram'],
    ['a step of rank 7', rankSeven(), 'LimitExceeded'],
    ['an attribute too many', attributeCount(1), 'InvalidFile'],
    ['an attribute too few', attributeCount(-1), 'InvalidFile'],
    ['a weight that is not there', encodeProgram(lookups([table256], [0, 1])), 'InvalidFile'],
    [
      'weights in another order than that of use',
      encodeProgram(lookups([table256, weightOf(u8(256), 4)], [1, 0])),
      'InvalidFile',
    ],
    [
      'a weight that is not used',
      encodeProgram(lookups([table256, weightOf(u8(256), 4)], [0])),
      'InvalidFile',
    ],
    [
      'a weight twice',
      encodeProgram(lookups([table256, weightOf(u8(256), 3)], [0, 1])),
      'InvalidFile',
    ],
    ['a byte after the end', Uint8Array.of(...file, 0), 'InvalidFile'],
    [
      'no step that reads the input',
      encodeProgram(
        programOf({ ...reshape, weights: [weightOf(u8(4, 3), 1)], operands: [weightAt(0)] }),
      ),
      'InvalidProgram',
    ],
    [
      'weights of another length',
      sampleWith({ weights: [{ ...first!, data: first!.data.slice(1) }, ...others] }),
      'InvalidFile',
    ],
  ]
  return [
    ...refused.map(([what, bytes, refusal]) => ({ what: `file: ${what}`, file: bytes, refusal })),
    cut('within the first bytes', 5),
    cut('before the version', 8),
    cut('within the numbers', 15),
    cut('within the input’s type', 22),
    cut('within the outputs', 38),
    cut('within the number of positions', 42),
    cut('within the step that ends a run', 46),
    cut('within the weights’ types', 68),
    cut('within the steps', stepsOffset - 30),
    cut('before the weights', stepsOffset),
    cut('by one byte', file.length - 1),
    { what: 'file: the sample', file },
    { what: 'file: 64 steps of 16 MiB', file: encodeProgram(chain(64, u8(4096, 4096))) },
    { what: 'file: 37 pools of 441 comparisons', file: encodeProgram(pools(37)) },
    { what: 'file: an i32 input of 16 MiB', file: encodeProgram(chain(1, i32(2048, 2048))) },
    {
      what: 'file: a weight’s bytes a second time, with another type',
      file: encodeProgram({
        ...programOf({
          ...concat,
          input: u8(1),
          weights: [weightOf(u8(6), 1)],
          output: u8(7),
          attributes: { axis: 0 },
        }),
        weights: [weightOf(u8(6), 1), weightOf(u8(2, 3), 1)],
        steps: [
          { ...concat, attributes: { axis: 0 }, output: u8(7) } as unknown as Step,
          {
            op: 'Reshape',
            operands: [weightAt(1)],
            attributes: { shape: [6] },
            output: u8(6),
          } as unknown as Step,
        ],
      }),
    },
  ]
}

/** Where the first step begins: after the outputs, the positions, the step that ends a run, and the weights' types. */
function opOffset(): number {
  const typeBytes = ({ shape }: TensorType) => 2 + 4 * shape.length
  const types = sample.weights.reduce((sum, { type }) => sum + typeBytes(type), 0)
  return places.input + typeBytes(sample.input) + 4 * sample.outputs.length + 8 + types
}

function operandKind(kind: number): Uint8Array {
  // Op, numbers of operands and of attributes, and the 13 attributes of a convolution stand before it.
  return patched(opOffset() + 3 + 4 * 13, kind)
}

/** The sample with an attribute more or less in its Reshape, which has two. */
function attributeCount(change: 1 | -1): Uint8Array {
  const file = encodeProgram(chain(1, u8(2, 3)))
  const at = places.input + 10 + 4 + 8
  const count = file[at + 2]!
  const attributes = at + 3 + 4 * count
  const part = change === 1 ? [0, 0, 0, 1] : []
  const kept = file.subarray(at + 3, change === 1 ? attributes : attributes - 4)
  return Uint8Array.of(
    ...file.subarray(0, at + 2),
    count + change,
    ...kept,
    ...part,
    ...file.subarray(attributes),
  )
}

function rankSeven(): Uint8Array {
  const shape = [1, 1, 1, 1, 1, 1, 64]
  return stepWith(4, { attributes: { shape }, output: u8(...shape) })
}

/** Files on both sides of every rule. A file that is refused breaks one rule, so that its refusal has one name. */
export function edgeFiles(): EdgeFile[] {
  return [
    ...edgesOfFiles(),
    ...edgesOfOps(),
    ...intervalFiles(),
    ...edgesOfCost(),
    ...largeFiles(),
    ...wideLarge.map(([base, what, change]) => large(base, what, change)),
    ...drawnPools(),
  ]
}
