import type { DType, OpName } from '../program.ts'
import { type ResolvedStep, refuse, requireShape, requireType } from './operation.ts'
import { type OperandRead, readElement } from './reads.ts'
import { positionOf, stridesOf } from './tensorData.ts'

/** Checks two or more operands of equal rank in which a dimension of 1 is repeated, and the output's type. */
export function checkBroadcast(
  { operands, output }: ResolvedStep<OpName>,
  dtypes: readonly DType[],
  outputs: readonly DType[],
): void {
  const rank = operands[0]!.shape.length
  const shape = new Array<number>(rank).fill(1)
  for (const [position, operand] of operands.entries()) {
    requireType(`operand ${position}`, operand, dtypes, rank)
    for (const [axis, size] of operand.shape.entries()) {
      if (size !== shape[axis] && size !== 1 && shape[axis] !== 1)
        refuse(`its operands have ${shape[axis]} and ${size} elements along axis ${axis}.`)
      shape[axis] = Math.max(shape[axis]!, size)
    }
  }
  requireType('its output', output, outputs)
  requireShape('its output', output, shape)
}

/** Which element of an operand belongs to element `index` of the output. */
export function broadcastPlace(
  operand: readonly number[],
  output: readonly number[],
  index: number,
): number {
  const strides = stridesOf(operand)
  return positionOf(output, index).reduce(
    (place, at, axis) => place + (operand[axis] === 1 ? 0 : at * strides[axis]!),
    0,
  )
}

/** The element of each operand that element `index` of the output is made of. */
export function readBroadcast(
  { operands, output }: ResolvedStep<OpName>,
  index: number,
): OperandRead[] {
  return operands.map(({ shape }, position) =>
    readElement(operands, position, broadcastPlace(shape, output.shape, index)),
  )
}
