import { broadcastPlace } from '../ops/broadcast.ts'
import { clamp } from '../ops/requantize.ts'
import { numbersOf, positionOf, stridesOf } from '../ops/tensor-data.ts'
import type { Window } from '../ops/window.ts'
import { windowSource } from '../ops/window.ts'
import { bytesPerElement, type OpAttributes, type OpName, type TensorType } from '../program.ts'

/** A stretch of a tensor's canonical bytes. */
export interface Stretch {
  readonly from: number
  readonly length: number
}

/** What one element needs of one operand. */
export interface OperandRead {
  /** Which of the step's operands. */
  readonly position: number
  /** Ascending; they may share a page. */
  readonly stretches: readonly Stretch[]
}

/** A step and one element of its output, with the operands' bytes at hand. */
interface Reading<Name extends OpName> {
  readonly attributes: OpAttributes[Name]
  readonly operands: readonly TensorType[]
  readonly output: TensorType
  readonly element: number
  readonly bytesOf: (position: number) => Uint8Array
}

type Reads = {
  readonly [Name in OpName]: (reading: Reading<Name>) => readonly OperandRead[]
}

/** One element of an operand. */
function single(operands: readonly TensorType[], position: number, element: number): OperandRead {
  const width = bytesPerElement[operands[position]!.dtype]
  return { position, stretches: [{ from: element * width, length: width }] }
}

/** One stretch of an operand. */
function stretch(position: number, from: number, length: number): OperandRead {
  return { position, stretches: [{ from, length }] }
}

/** The kernel's elements that lie in the image along one axis, as positions of the image. */
function inside(window: Window, axis: 0 | 1, output: number, size: number): number[] {
  return Array.from({ length: window.kernel[axis] }, (_, k) =>
    windowSource(window, axis, output, k),
  ).filter((position) => position >= 0 && position < size)
}

/** The elements of an image that a window sees: `length` channels of each pixel, from `channel` on. */
function patch(
  position: number,
  window: Window,
  image: TensorType,
  [n, oh, ow]: readonly number[],
  channel: number,
  length: number,
): OperandRead | undefined {
  const [, height, width] = image.shape
  const strides = stridesOf(image.shape)
  const columns = inside(window, 1, ow!, width!)
  const stretches = inside(window, 0, oh!, height!).flatMap((ih) =>
    columns.map((iw) => ({
      from: n! * strides[0]! + ih * strides[1]! + iw * strides[2]! + channel,
      length,
    })),
  )
  return stretches.length === 0 ? undefined : { position, stretches }
}

const readsOf: Reads = {
  Conv2d({ attributes, operands, output, element }) {
    const [x, w] = operands
    const [outputs, height, width, perGroup] = w!.shape as [number, number, number, number]
    const at = positionOf(output.shape, element)
    const channel = at[3]!
    const table = stretch(2, channel * 8, 8)
    const group = Math.floor(channel / (outputs / attributes.groups))
    const window = { ...attributes, kernel: [height, width] as const }
    const seen = patch(0, window, x!, at, group * perGroup, perGroup)
    if (seen === undefined) return [table]
    const length = height * width * perGroup
    return [table, stretch(1, channel * length, length), seen]
  },
  MatMul({ operands, element }) {
    const [columns, inner] = operands[1]!.shape as [number, number]
    const column = element % columns
    const row = Math.floor(element / columns)
    return [
      stretch(2, column * 8, 8),
      stretch(1, column * inner, inner),
      stretch(0, row * inner, inner),
    ]
  },
  BatchMatMul({ operands, output, element }) {
    const inner = operands[0]!.shape.at(-1)!
    const [count, columns] = output.shape.slice(-2) as [number, number]
    const row = Math.floor(element / columns)
    const rightRow = Math.floor(row / count) * columns + (element % columns)
    return [stretch(1, rightRow * inner, inner), stretch(0, row * inner, inner)]
  },
  Add: (reading) => broadcast(reading),
  Mul: (reading) => broadcast(reading),
  Lookup({ operands, element, bytesOf }) {
    return [single(operands, 0, element), single(operands, 1, bytesOf(0)[element]!)]
  },
  MaxPool({ attributes, operands, output, element }) {
    const at = positionOf(output.shape, element)
    const seen = patch(0, attributes, operands[0]!, at, at[3]!, 1)
    return seen === undefined ? [] : [seen]
  },
  Concat({ attributes: { axis }, operands, output, element }) {
    const at = positionOf(output.shape, element)
    let along = at[axis]!
    const position = operands.findIndex(({ shape }) => {
      if (along < shape[axis]!) return true
      along -= shape[axis]!
      return false
    })
    return [single(operands, position, placeOf(operands[position]!, at.with(axis, along)))]
  },
  Slice({ attributes: { starts, steps }, operands, output, element }) {
    const at = positionOf(output.shape, element).map((p, axis) => starts[axis]! + p * steps[axis]!)
    return [single(operands, 0, placeOf(operands[0]!, at))]
  },
  Pad({ attributes: { begins }, operands, output, element }) {
    const { shape } = operands[0]!
    const at = positionOf(output.shape, element).map((p, axis) => p - begins[axis]!)
    if (at.some((p, axis) => p < 0 || p >= shape[axis]!)) return []
    return [single(operands, 0, placeOf(operands[0]!, at))]
  },
  Reshape: ({ operands, element }) => [single(operands, 0, element)],
  Transpose({ attributes: { permutation }, operands, output, element }) {
    const at = positionOf(output.shape, element)
    const source = permutation.map((_, axis) => at[permutation.indexOf(axis)]!)
    return [single(operands, 0, placeOf(operands[0]!, source))]
  },
  Resize({ attributes: { height, width }, operands, output, element }) {
    const [n, h, w, c] = positionOf(output.shape, element) as [number, number, number, number]
    const [, inputHeight, inputWidth] = operands[0]!.shape as [number, number, number, number]
    const row = Math.floor((h * inputHeight) / height)
    const column = Math.floor((w * inputWidth) / width)
    return [single(operands, 0, placeOf(operands[0]!, [n, row, column, c]))]
  },
  Softmax({ operands, element }) {
    const columns = operands[0]!.shape.at(-1)!
    return [stretch(1, 0, 1024), stretch(0, element - (element % columns), columns)]
  },
  ArgMax({ operands, element }) {
    const length = operands[0]!.shape.at(-1)! * bytesPerElement[operands[0]!.dtype]
    return [stretch(0, element * length, length)]
  },
  Embedding({ operands, element, bytesOf }) {
    const [count, columns] = operands[1]!.shape as [number, number]
    const at = Math.floor(element / columns)
    const row = clamp(numbersOf(operands[0]!.dtype, bytesOf(0))[at]!, 0, count - 1)
    return [single(operands, 0, at), single(operands, 1, row * columns + (element % columns))]
  },
}

function broadcast({ operands, output, element }: Reading<'Add' | 'Mul'>): OperandRead[] {
  return [0, 1].map((position) =>
    single(operands, position, broadcastPlace(operands[position]!.shape, output.shape, element)),
  )
}

function placeOf({ shape }: TensorType, position: readonly number[]): number {
  const strides = stridesOf(shape)
  return position.reduce((place, at, axis) => place + at * strides[axis]!, 0)
}

/** What the referee reads for one element of a step, in the order of the evidence. */
export function elementReads<Name extends OpName>(
  op: Name,
  reading: Reading<Name>,
): readonly OperandRead[] {
  return readsOf[op](reading)
}
