import { type FloatOp, sizeOf, type TensorType } from './floatGraph.ts'

/** The shape that numpy's rules give two tensors joined element by element, or undefined where they do not fit. */
export function broadcastShapes(
  left: readonly number[],
  right: readonly number[],
): number[] | undefined {
  const rank = Math.max(left.length, right.length)
  const shape: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const a = left[axis - rank + left.length] ?? 1
    const b = right[axis - rank + right.length] ?? 1
    if (a !== b && a !== 1 && b !== 1) return
    shape.push(a === 1 ? b : a)
  }
  return shape
}

/** Output extent of a window that slides along one axis. */
export function windowExtent(parameters: {
  extent: number
  kernel: number
  stride: number
  dilation: number
  before: number
  after: number
}): number {
  const { extent, kernel, stride, dilation, before, after } = parameters
  return Math.floor((extent + before + after - dilation * (kernel - 1) - 1) / stride) + 1
}

/** The type of what an operator gives, or a sentence on why it cannot take these operands. Reshape's is given, not inferred. */
export function inferType(op: FloatOp, inputs: readonly TensorType[]): TensorType | string {
  const [first, second] = inputs
  if (!first) return 'an operand is missing'
  const { dtype, shape } = first
  switch (op.op) {
    case 'Conv': {
      if (!second || shape.length !== 4 || second.shape.length !== 4) {
        return `it takes an image and a kernel of 4 axes, not [${shape}] and [${second?.shape}]`
      }
      const [n = 0, c = 0, h = 0, w = 0] = shape
      const [outputs = 0, perGroup = 0] = second.shape
      if (perGroup * op.group !== c || outputs % op.group !== 0) {
        return `kernel [${second.shape}] in ${op.group} groups does not fit ${c} channels`
      }
      return checked(dtype, [n, outputs, ...slide(op, [h, w], op.dilations)])
    }
    case 'MaxPool':
    case 'AveragePool': {
      if (shape.length !== 4) return `it takes an image of 4 axes, not [${shape}]`
      const [n = 0, c = 0, h = 0, w = 0] = shape
      const dilations = op.op === 'MaxPool' ? op.dilations : ([1, 1] as const)
      return checked(dtype, [n, c, ...slide(op, [h, w], dilations)])
    }
    case 'MatMul': {
      if (!second || shape.length < 2 || second.shape.length < 2) {
        return `it takes matrices, not [${shape}] and [${second?.shape}]`
      }
      const batch = broadcastShapes(shape.slice(0, -2), second.shape.slice(0, -2))
      const inner = second.shape[second.shape.length - 2]
      if (!batch || inner !== shape[shape.length - 1]) {
        return `[${shape}] and [${second.shape}] cannot be multiplied`
      }
      return checked(dtype, [
        ...batch,
        shape[shape.length - 2] ?? 0,
        second.shape[second.shape.length - 1] ?? 0,
      ])
    }
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Max':
    case 'Min':
    case 'Pow': {
      const joined = second && broadcastShapes(shape, second.shape)
      return joined
        ? { dtype, shape: joined }
        : `[${shape}] and [${second?.shape}] cannot be joined`
    }
    case 'Unary':
    case 'Softmax':
    case 'LRN':
    case 'LayerNorm':
    case 'Affine':
    case 'PRelu':
    case 'Quantization':
      return first
    case 'Norm':
      return { dtype, shape: shape.with(op.axis, 1) }
    case 'Reduce':
      return { dtype, shape: shape.map((extent, axis) => (op.axes.includes(axis) ? 1 : extent)) }
    case 'Concat': {
      const fits = inputs.every(
        (input) =>
          input.shape.length === shape.length &&
          input.shape.every((extent, axis) => axis === op.axis || extent === shape[axis]),
      )
      if (!fits) return `[${inputs.map((input) => `[${input.shape}]`).join(', ')}] cannot be joined`
      const total = inputs.reduce((sum, input) => sum + (input.shape[op.axis] ?? 0), 0)
      return { dtype, shape: shape.map((extent, axis) => (axis === op.axis ? total : extent)) }
    }
    case 'Slice':
      return 'the shape of a slice is given'
    case 'Pad':
      return checked(
        dtype,
        shape.map((extent, axis) => extent + (op.before[axis] ?? 0) + (op.after[axis] ?? 0)),
      )
    case 'Reshape':
      return 'the shape of a reshape is given'
    case 'Transpose':
      return { dtype, shape: op.permutation.map((axis) => shape[axis] ?? 0) }
    case 'Resize':
      return checked(
        dtype,
        op.sources.map((source) => source.length),
      )
    case 'Take':
      return checked(dtype, shape.with(op.axis, op.places.length))
    case 'Interpolate':
      return checked(dtype, shape.with(op.axis, op.weights.shape[1] ?? 0))
    case 'ArgMax':
      return {
        dtype: 'i64',
        shape: op.keepDims
          ? shape.map((extent, axis) => (axis === op.axis ? 1 : extent))
          : shape.filter((_, axis) => axis !== op.axis),
      }
    case 'OneHot':
      return { dtype: 'bool', shape: [...shape, op.depth] }
    case 'Gather':
      return second
        ? { dtype, shape: [...second.shape, ...shape.slice(1)] }
        : 'its indices are missing'
  }
}

function slide(
  op: {
    kernel: readonly [number, number]
    strides: readonly [number, number]
    pads: readonly [number, number, number, number]
  },
  extents: readonly [number, number],
  dilations: readonly [number, number],
): number[] {
  return ([0, 1] as const).map((axis) =>
    windowExtent({
      extent: extents[axis],
      kernel: op.kernel[axis],
      stride: op.strides[axis],
      dilation: dilations[axis],
      before: op.pads[axis],
      after: op.pads[axis + 2] ?? 0,
    }),
  )
}

function checked(dtype: TensorType['dtype'], shape: readonly number[]): TensorType | string {
  if (shape.some((extent) => extent < 1)) return `its output would have the shape [${shape}]`
  if (sizeOf(shape) > 2 ** 31) return `its output would have ${sizeOf(shape)} elements`
  return { dtype, shape }
}
