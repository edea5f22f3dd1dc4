import type { Expression } from './expression.ts'

/** Element types that constants and float tensors may have; all of them are held as JavaScript numbers. */
export type FloatDtype =
  | 'f32'
  | 'f64'
  | 'f16'
  | 'bf16'
  | 'i64'
  | 'i32'
  | 'i16'
  | 'i8'
  | 'u64'
  | 'u32'
  | 'u16'
  | 'u8'
  | 'bool'

export type TensorType = {
  dtype: FloatDtype
  shape: readonly number[]
  /** Where the model's own tensor holds bytes q: the values here are scale * (q - zero). */
  quantization?: Quantization
}

export type Quantization = { scale: number; zero: number; dtype: FloatDtype }

/** A tensor whose values are known when the model is compiled. */
export type Constant = TensorType & { data: Float32Array | Float64Array }

/** What a node computes. Axes count from 0, pads are [top, left, bottom, right], images are N, C, H, W. */
export type FloatOp =
  | {
      op: 'Conv'
      kernel: readonly [number, number]
      strides: readonly [number, number]
      pads: readonly [number, number, number, number]
      dilations: readonly [number, number]
      group: number
    }
  | { op: 'MatMul' }
  | { op: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max' | 'Min' | 'Pow' }
  | { op: 'Unary'; expression: Expression }
  /** x * scale + offset, one value for each index of the axis. */
  | { op: 'Affine'; axis: number; scale: Float64Array; offset: Float64Array }
  /** max(x, 0) + slope * min(x, 0), one slope for each index of the axis. */
  | { op: 'PRelu'; axis: number; slope: Float64Array }
  | {
      op: 'MaxPool'
      kernel: readonly [number, number]
      strides: readonly [number, number]
      pads: readonly [number, number, number, number]
      dilations: readonly [number, number]
    }
  | {
      op: 'AveragePool'
      kernel: readonly [number, number]
      strides: readonly [number, number]
      pads: readonly [number, number, number, number]
      /** The part of the padding that counts in the divisor. */
      counted: readonly [number, number, number, number]
    }
  | { op: 'Reduce'; kind: 'mean' | 'sum' | 'max'; axes: readonly number[] }
  | { op: 'Concat'; axis: number }
  | { op: 'Slice'; starts: readonly number[]; steps: readonly number[] }
  | { op: 'Pad'; before: readonly number[]; after: readonly number[]; value: number }
  | { op: 'Reshape' }
  | { op: 'Transpose'; permutation: readonly number[] }
  /** Nearest neighbour: element i of an axis is taken from sources[axis][i]. */
  | { op: 'Resize'; sources: readonly (readonly number[])[] }
  /** The elements of an axis at these places, in this order. */
  | { op: 'Take'; axis: number; places: readonly number[] }
  /** Each element along an axis is a sum of that axis, weighted by a column of the matrix. */
  | { op: 'Interpolate'; axis: number; weights: Constant }
  | { op: 'Softmax'; axis: number }
  | { op: 'ArgMax'; axis: number; keepDims: boolean; last: boolean }
  /** Rows of the first (constant) operand, chosen by the second. */
  | { op: 'Gather' }
  /** 1 where the place along a new last axis is the operand's number, else 0. */
  | { op: 'OneHot'; depth: number }
  /** Over the root of the mean of an axis' squares and epsilon; minus the mean before it, where it is centred. */
  | { op: 'LayerNorm'; axis: number; epsilon: number; isCentred: boolean }
  /** The root of the sum of an axis' squares and epsilon; the axis stays, with one element. */
  | { op: 'Norm'; axis: number; epsilon: number }
  | { op: 'LRN'; size: number; alpha: number; beta: number; bias: number }
  /** Where a model that is quantized already rounds: real = scale * (q - zero). Removed when ranges are read. */
  | { op: 'Quantization'; scale: number; zero: number; low: number; high: number }

/** The place in the file of what decodes an input, which is in no file. */
export const DECODING = -1

export type FloatNode = FloatOp & {
  /** The ONNX node it came from: its name and its place in the file. */
  name: string
  source: number
  inputs: readonly string[]
  output: string
}

/** A float model in which every shape is known and every operator has one meaning, whatever the opset it came from. */
export type FloatGraph = {
  inputs: readonly string[]
  outputs: readonly string[]
  nodes: readonly FloatNode[]
  types: ReadonlyMap<string, TensorType>
  constants: ReadonlyMap<string, Constant>
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1)
}
