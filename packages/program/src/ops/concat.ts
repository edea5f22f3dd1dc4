import {
  type Operation,
  refuse,
  requireRange,
  requireShape,
  requireType,
  show,
} from './operation.ts'
import { readElement } from './reads.ts'
import { placeOf, positionOf, stridesOf, zeros } from './tensorData.ts'

/** The operands one after the other along one axis. */
export const concat: Operation<'Concat'> = {
  name: 'Concat',
  code: 8,
  attributes: [['axis', 'one']],

  check({ attributes: { axis }, operands, output }) {
    if (operands.length < 2) refuse('it needs at least 2 operands.')
    const [first] = operands
    requireRange('axis', axis, 0, first!.shape.length - 1)
    for (const [i, operand] of operands.entries()) {
      const fits =
        operand.dtype === first!.dtype &&
        operand.shape.length === first!.shape.length &&
        operand.shape.every((size, k) => k === axis || size === first!.shape[k])
      if (!fits)
        refuse(
          `operand ${i} is ${operand.dtype} ${show(operand.shape)}; but for axis ${axis} it must be as the first, ${first!.dtype} ${show(first!.shape)}.`,
        )
    }
    const size = operands.reduce((sum, operand) => sum + operand.shape[axis]!, 0)
    requireType('its output', output, [first!.dtype])
    requireShape('its output', output, first!.shape.with(axis, size))
  },

  // Up to 64 operands, in up to 4,096 steps: no list is made.
  interval({ operands }, interval) {
    let [least, greatest] = interval(0)
    for (let position = 1; position < operands.length; position++) {
      const [low, high] = interval(position)
      least = Math.min(least, low)
      greatest = Math.max(greatest, high)
    }
    return [least, greatest]
  },

  evaluate({ attributes: { axis }, operands, output }, data) {
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const position = positionOf(output.shape, i)
      let operand = 0
      while (position[axis]! >= operands[operand]!.shape[axis]!)
        position[axis]! -= operands[operand++]!.shape[axis]!
      const strides = stridesOf(operands[operand]!.shape)
      const place = position.reduce((sum, at, k) => sum + at * strides[k]!, 0)
      result[i] = data[operand]![place]!
    }
    return result
  },

  lower({ attributes, operands }, graph, value) {
    return graph.node(
      'Concat',
      operands.map((_, position) => value(position)),
      { axis: attributes.axis },
    )
  },

  element({ operands }) {
    // One element comes from one operand: the deepest tree is the worst.
    const deepest = operands.reduce((a, b) =>
      a.shape.reduce(times) > b.shape.reduce(times) ? a : b,
    )
    return {
      operands: [{ type: deepest, stretches: 1, stretchBytes: 4, aligned: true }],
      loops: operands.length,
      // Each operand's type is read.
      loopGas: 6_500,
    }
  },

  reads({ attributes: { axis }, operands, output }, element) {
    const at = positionOf(output.shape, element)
    let along = at[axis]!
    const position = operands.findIndex(({ shape }) => {
      if (along < shape[axis]!) return true
      along -= shape[axis]!
      return false
    })
    const place = placeOf(operands[position]!.shape, at.with(axis, along))
    return [readElement(operands, position, place)]
  },
}

function times(product: number, size: number): number {
  return product * size
}
