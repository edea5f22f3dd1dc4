import type { TensorType } from '../program.ts'
import { type ResolvedStep, refuse, requireShape, requireType } from './operation.ts'
import { type OperandRead, readElement } from './reads.ts'
import { positionOf, stridesOf } from './tensorData.ts'

/** Checks two operands of equal rank in which a dimension of 1 is repeated, and the output's shape. */
export function checkBroadcast(operands: readonly TensorType[], output: TensorType): void {
  const [left, right] = operands
  requireType('the left operand', left!, ['u8'])
  requireType('the right operand', right!, ['u8'], left!.shape.length)
  requireType('its output', output, ['u8'])
  const shape = left!.shape.map((size, axis) => {
    const other = right!.shape[axis]!
    if (size !== other && size !== 1 && other !== 1)
      refuse(`its operands have ${size} and ${other} elements along axis ${axis}.`)
    return Math.max(size, other)
  })
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
  { operands, output }: ResolvedStep<'Add' | 'Mul'>,
  index: number,
): OperandRead[] {
  return operands.map(({ shape }, position) =>
    readElement(operands, position, broadcastPlace(shape, output.shape, index)),
  )
}
