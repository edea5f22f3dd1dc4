import { evaluateExpression } from './expression.ts'
import {
  type Constant,
  type FloatDtype,
  type FloatOp,
  sizeOf,
  type TensorType,
} from './floatGraph.ts'

/** Storage for constants of a dtype: single precision for the float types that have no more, else double. */
export function allocate(dtype: FloatDtype, count: number): Float32Array | Float64Array {
  return dtype === 'f32' || dtype === 'f16' || dtype === 'bf16'
    ? new Float32Array(count)
    : new Float64Array(count)
}

/** The distance in elements between neighbours along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  }
  return strides
}

/** Computes what models do with shapes; undefined for the rest, which onnxruntime folds (foldConstants.ts). */
export function evaluateConstant(
  op: FloatOp,
  inputs: readonly Constant[],
  type: TensorType,
): Constant | undefined {
  const [first, second] = inputs
  if (!first) return
  switch (op.op) {
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Max':
    case 'Min':
    case 'Pow':
      return second && join(type, first, second, binary(op.op, isInteger(type.dtype)))
    case 'Unary':
      return fill(type, (i) => evaluateExpression(op.expression, first.data[i] ?? 0))
    case 'Quantization':
      return fill(type, (i) => {
        const q = Math.round((first.data[i] ?? 0) / op.scale) + op.zero
        return (Math.min(op.high, Math.max(op.low, q)) - op.zero) * op.scale
      })
    case 'Reshape':
      return { ...type, data: first.data }
    case 'Transpose':
      return gather(type, first, (index) => {
        const source = new Array<number>(index.length).fill(0)
        op.permutation.forEach((axis, i) => {
          source[axis] = index[i] ?? 0
        })
        return source
      })
    case 'Slice':
      return gather(type, first, (index) =>
        index.map((at, axis) => (op.starts[axis] ?? 0) + at * (op.steps[axis] ?? 1)),
      )
    case 'Resize':
      return gather(type, first, (index) => index.map((at, axis) => op.sources[axis]?.[at] ?? 0))
    case 'Concat': {
      const ends: number[] = []
      for (const input of inputs) ends.push((ends.at(-1) ?? 0) + (input.shape[op.axis] ?? 0))
      const strides = inputs.map((input) => stridesOf(input.shape))
      return walk(type, (index) => {
        const at = index[op.axis] ?? 0
        const part = ends.findIndex((end) => at < end)
        const from = part > 0 ? (ends[part - 1] ?? 0) : 0
        const offset = index.reduce(
          (sum, value, axis) =>
            sum + (axis === op.axis ? value - from : value) * (strides[part]?.[axis] ?? 0),
          0,
        )
        return inputs[part]?.data[offset] ?? 0
      })
    }
    case 'Gather': {
      if (!second) return
      const row = sizeOf(first.shape.slice(1))
      const rows = first.shape[0] ?? 0
      return fill(type, (i) => {
        const at = second.data[Math.floor(i / row)] ?? 0
        return first.data[(at < 0 ? at + rows : at) * row + (i % row)] ?? 0
      })
    }
    default:
      return
  }
}

export function isInteger(dtype: FloatDtype): boolean {
  return dtype !== 'f32' && dtype !== 'f64' && dtype !== 'f16' && dtype !== 'bf16'
}

/** Calls visit with every index of the shape, in row-major order; the index array is reused. */
export function eachIndex(
  shape: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const count = sizeOf(shape)
  const index = new Array<number>(shape.length).fill(0)
  for (let position = 0; position < count; position++) {
    visit(index, position)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      if (next < (shape[axis] ?? 1)) {
        index[axis] = next
        break
      }
      index[axis] = 0
    }
  }
}

function binary(op: string, whole: boolean): (a: number, b: number) => number {
  switch (op) {
    case 'Add':
      return (a, b) => a + b
    case 'Sub':
      return (a, b) => a - b
    case 'Mul':
      return (a, b) => a * b
    case 'Div':
      return whole ? (a, b) => Math.trunc(a / b) : (a, b) => a / b
    case 'Max':
      return Math.max
    case 'Min':
      return Math.min
    default:
      return (a, b) => a ** b
  }
}

function fill(type: TensorType, value: (i: number) => number): Constant {
  const data = allocate(type.dtype, sizeOf(type.shape))
  for (let i = 0; i < data.length; i++) data[i] = value(i)
  return { ...type, data }
}

function walk(type: TensorType, value: (index: readonly number[]) => number): Constant {
  const data = allocate(type.dtype, sizeOf(type.shape))
  eachIndex(type.shape, (index, i) => {
    data[i] = value(index)
  })
  return { ...type, data }
}

function gather(
  type: TensorType,
  from: Constant,
  locate: (index: readonly number[]) => readonly number[],
): Constant {
  const strides = stridesOf(from.shape)
  return walk(type, (index) => {
    const offset = locate(index).reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0)
    return from.data[offset] ?? 0
  })
}

function join(
  type: TensorType,
  left: Constant,
  right: Constant,
  combine: (a: number, b: number) => number,
): Constant {
  const locate = (operand: Constant) => {
    const strides = stridesOf(operand.shape)
    const missing = type.shape.length - operand.shape.length
    return (index: readonly number[]) =>
      operand.data[
        operand.shape.reduce(
          (sum, extent, axis) =>
            sum + (extent === 1 ? 0 : (index[axis + missing] ?? 0) * (strides[axis] ?? 0)),
          0,
        )
      ] ?? 0
  }
  const a = locate(left)
  const b = locate(right)
  return walk(type, (index) => combine(a(index), b(index)))
}
