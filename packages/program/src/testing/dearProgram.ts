import { ProgramBuilder } from '../ProgramBuilder.ts'
import {
  bytesPerElement,
  elementCount,
  type Operand,
  type Program,
  type TensorType,
} from '../program.ts'

/** A kind of valid program that costs a loader much, and the numbers that make it cost more or less. */
export interface DearFamily {
  readonly name: string
  /** Each number's name, its least and its largest. */
  readonly numbers: Readonly<Record<string, readonly [least: number, largest: number]>>
  /** The program; it may be one that the gate refuses, which the search passes over. */
  build(numbers: Readonly<Record<string, number>>): Program
}

/** Bytes that differ from weight to weight. */
function distinctBytes(count: number, number: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let i = 0; i < Math.min(4, count); i++) bytes[i] = number >>> (8 * i)
  return bytes
}

function weight(builder: ProgramBuilder, type: TensorType, number: number): Operand {
  const count = elementCount(type.shape) * bytesPerElement[type.dtype]
  return builder.weight(type, distinctBytes(count, number))
}

const whole = { outputZero: 0, low: 0, high: 255 }

/** Layers that share weights and channel tables in every pairing. */
const sharedMatrices: DearFamily = {
  name: 'matrices that share weights',
  numbers: {
    steps: [1, 4096],
    weights: [1, 64],
    tables: [1, 64],
    channels: [1, 2 ** 20],
    inner: [1, 2 ** 14],
    kind: [0, 2],
  },
  build({ steps, weights, tables, channels, inner, kind }) {
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, inner!] })
    const matrices = Array.from({ length: weights! }, (_, i) =>
      weight(builder, { dtype: 'i8', shape: [channels!, inner!] }, i),
    )
    // Biases that differ, and multipliers of one.
    const ones = new Array<number>(channels!).fill(1)
    const channelTables = Array.from({ length: tables! }, (_, i) => {
      const biases = ones.map((_, channel) => (channel === 0 ? i : 0))
      return kind === 2 ? builder.wideTable(biases, ones) : builder.channelTable(biases, ones)
    })
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++) {
      const operands = [
        builder.input,
        matrices[Math.floor(i / tables!) % weights!]!,
        channelTables[i % tables!]!,
      ]
      const output: TensorType = { dtype: kind === 0 ? 'u8' : 'i32', shape: [1, channels!] }
      last =
        kind === 2
          ? builder.step(
              'MatMulWide',
              operands,
              { inputZero: i % 256, shift: 0, low: -(2 ** 31), high: 2 ** 31 - 1 },
              output,
            )
          : builder.step('MatMul', operands, { inputZero: 0, ...whole }, output)
    }
    return builder.finish([last])
  },
}

/** Convolutions with large attributes, one weight and one table each, or shared. */
const convolutions: DearFamily = {
  name: 'convolutions',
  numbers: {
    steps: [1, 4096],
    weights: [1, 2048],
    channels: [1, 4096],
    kernel: [1, 64],
    pad: [0, 4096],
    depthwise: [0, 1],
  },
  build({ steps, weights, channels, kernel, pad, depthwise }) {
    const groups = depthwise === 1 ? channels! : 1
    const shape = [1, 1, kernel!, channels!]
    const builder = new ProgramBuilder({ dtype: 'u8', shape })
    const table = builder.channelTable(
      new Array<number>(channels!).fill(0),
      new Array<number>(channels!).fill(1),
    )
    const kernels = Array.from({ length: weights! }, (_, i) =>
      weight(builder, { dtype: 'i8', shape: [channels!, 1, kernel!, channels! / groups] }, i),
    )
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++)
      last = builder.step(
        'Conv2d',
        [builder.input, kernels[i % weights!]!, table],
        {
          strides: [1, 4096],
          pads: [pad!, 0, 0, 0],
          dilations: [1, 1],
          groups,
          inputZero: 0,
          ...whole,
        },
        { dtype: 'u8', shape: [1, pad! + 1, 1, channels!] },
      )
    return builder.finish([last])
  },
}

/** Windows of which many begin in the padding. */
const pools: DearFamily = {
  name: 'pools in the padding',
  numbers: { steps: [1, 4096], pad: [0, 4096], stride: [1, 8], dilation: [1, 8], size: [1, 64] },
  build({ steps, pad, stride, dilation, size }) {
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, size!, 1, 1] })
    const kernel = Math.min(4096, Math.floor(pad! / dilation!) + 1)
    const padded = size! + pad! - ((kernel - 1) * dilation! + 1)
    const output = [1, Math.max(0, Math.floor(padded / stride!)) + 1, 1, 1]
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++)
      last = builder.step(
        'MaxPool',
        [builder.input],
        {
          kernel: [kernel, 1],
          strides: [stride!, 1],
          pads: [pad!, 0, 0, 0],
          dilations: [dilation!, 1],
        },
        { dtype: 'u8', shape: output },
      )
    return builder.finish([last])
  },
}

/** As many operands as there may be: the input, steps, or weights. */
const operands: DearFamily = {
  name: 'many operands',
  numbers: { steps: [1, 4096], operands: [2, 64], rank: [1, 6], kind: [0, 2], weights: [1, 8192] },
  build({ steps, operands: count, rank, kind, weights }) {
    const shape = new Array<number>(rank!).fill(1)
    const builder = new ProgramBuilder({ dtype: 'u8', shape })
    // Sizes that differ, so that no two weights of one type need many bytes.
    const constants = Array.from({ length: kind === 2 ? weights! : 0 }, (_, i) =>
      weight(builder, { dtype: 'u8', shape: shape.with(0, 1 + Math.floor(i / 200)) }, i % 200),
    )
    let last: Operand = builder.input
    let next = 0
    for (let i = 0; i < steps!; i++) {
      const read = Array.from({ length: count! }, (_, k): Operand => {
        if (k === 0) return builder.input
        if (kind === 0 || i === 0) return builder.input
        if (kind === 1) return k % 2 === 0 ? builder.input : { kind: 'step', index: 0 }
        return constants[next++ % constants.length]!
      })
      const size = read.reduce((sum, operand) => sum + builder.typeOf(operand).shape[0]!, 0)
      last = builder.step('Concat', read, { axis: 0 }, { dtype: 'u8', shape: shape.with(0, size) })
    }
    return builder.finish([last])
  },
}

/** Steps with as many attributes as there may be. */
const attributes: DearFamily = {
  name: 'many attributes',
  numbers: { steps: [1, 4096], rank: [1, 6], op: [0, 3] },
  build({ steps, rank, op }) {
    const shape = new Array<number>(rank!).fill(1)
    const zeros = new Array<number>(rank!).fill(0)
    const builder = new ProgramBuilder({ dtype: 'u8', shape })
    const output: TensorType = { dtype: 'u8', shape }
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++)
      last =
        op === 0
          ? builder.step('Slice', [last], { starts: zeros, steps: shape, sizes: shape }, output)
          : op === 1
            ? builder.step('Pad', [last], { begins: zeros, ends: zeros, value: 0 }, output)
            : op === 2
              ? builder.step('Transpose', [last], { permutation: [...zeros.keys()] }, output)
              : builder.step('Reshape', [last], { shape }, output)
    return builder.finish([last])
  },
}

/** Rows through tables of exponentials, shared or not. */
const softmaxes: DearFamily = {
  name: 'tables of exponentials',
  numbers: { steps: [1, 4096], tables: [1, 4096] },
  build({ steps, tables }) {
    const type: TensorType = { dtype: 'u8', shape: [1, 1] }
    const builder = new ProgramBuilder(type)
    const exponentials = Array.from({ length: tables! }, (_, i) => {
      const entries = new Int32Array(256).fill(32767)
      entries[0] = i + 1
      return builder.weight({ dtype: 'i32', shape: [256] }, new Uint8Array(entries.buffer))
    })
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++)
      last = builder.step('Softmax', [last, exponentials[i % tables!]!], {}, type)
    return builder.finish([last])
  },
}

/** Wide steps, each with a number of its own or one that many share. */
const wideSteps: DearFamily = {
  name: 'wide steps',
  numbers: { steps: [1, 4096], weights: [1, 4096], rank: [1, 6], op: [0, 3] },
  build({ steps, weights, rank, op }) {
    const type: TensorType = { dtype: 'i32', shape: new Array<number>(rank!).fill(1) }
    const builder = new ProgramBuilder(type)
    const numbers = Array.from({ length: weights! }, (_, i) => builder.numbers(type.shape, [i + 1]))
    const clamps = { grow: 0, low: -(2 ** 31), high: 2 ** 31 - 1 }
    let last: Operand = builder.input
    for (let i = 0; i < steps!; i++) {
      const operands = [last, numbers[i % numbers.length]!]
      last =
        op === 0
          ? builder.step('AddWide', operands, { leftSign: 1, rightSign: -1, ...clamps }, type)
          : op === 1
            ? builder.step('Scale', operands, { shift: 46, mode: 0, ...clamps }, type)
            : op === 2
              ? builder.step(
                  'DivRow',
                  operands,
                  { c: 2 ** 20, offset: 1, mode: 0, ...clamps },
                  type,
                )
              : builder.step('Select', [builder.input, ...operands], {}, type)
    }
    return builder.finish([last])
  },
}

/** Nothing but weights' bytes, in tables that are looked up: what hashing costs. */
const bytes: DearFamily = {
  name: 'tables of bytes',
  numbers: { weights: [1, 4000], rows: [1, 2 ** 16], columns: [1, 1024] },
  build({ weights, rows, columns }) {
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [1] })
    let last: Operand = builder.input
    for (let i = 0; i < weights!; i++) {
      const table = weight(builder, { dtype: 'u8', shape: [rows!, columns!] }, i)
      last = builder.step(
        'Embedding',
        [builder.input, table],
        {},
        { dtype: 'u8', shape: [1, columns!] },
      )
    }
    return builder.finish([last])
  },
}

/** Kinds of programs, among which the dearest valid file is sought. */
export const dearFamilies: readonly DearFamily[] = [
  sharedMatrices,
  convolutions,
  pools,
  operands,
  attributes,
  softmaxes,
  wideSteps,
  bytes,
]
