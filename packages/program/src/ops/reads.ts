import { bytesPerElement, type TensorType } from '../program.ts'

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

/** One element of an operand. */
export function readElement(
  operands: readonly TensorType[],
  position: number,
  element: number,
): OperandRead {
  const width = bytesPerElement[operands[position]!.dtype]
  return readStretch(position, element * width, width)
}

/** One row of an operand, along its last axis, or its first `count` elements. */
export function readRow(
  operands: readonly TensorType[],
  position: number,
  row: number,
  count?: number,
): OperandRead {
  const { dtype, shape } = operands[position]!
  const columns = shape.at(-1)!
  const width = bytesPerElement[dtype]
  return readStretch(position, row * columns * width, (count ?? columns) * width)
}

/** One stretch of an operand's bytes. */
export function readStretch(position: number, from: number, length: number): OperandRead {
  return { position, stretches: [{ from, length }] }
}
