import {
  type Operation,
  refuse,
  requireOperands,
  requireShape,
  requireType,
  show,
} from './operation.ts'
import { readElement } from './reads.ts'
import { gather, placeOf, positionOf, stridesOf } from './tensorData.ts'

/** The axes in another order. */
export const transpose: Operation<'Transpose'> = {
  name: 'Transpose',
  code: 12,
  attributes: [['permutation', 'rank']],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    const { permutation } = step.attributes
    const rank = x!.shape.length
    if (permutation.length !== rank || ![...x!.shape.keys()].every((k) => permutation.includes(k)))
      refuse(`${show(permutation)} is not an order of ${rank} axes.`)
    requireType('its output', step.output, [x!.dtype])
    requireShape(
      'its output',
      step.output,
      permutation.map((axis) => x!.shape[axis]!),
    )
  },

  interval: (_step, interval) => interval(0),

  evaluate({ attributes: { permutation }, operands, output }, [x]) {
    const strides = stridesOf(operands[0]!.shape)
    return gather(output, x!, (position) =>
      position.reduce((place, at, axis) => place + at * strides[permutation[axis]!]!, 0),
    )
  },

  lower({ attributes }, graph, value) {
    return graph.node('Transpose', [value(0)], { perm: attributes.permutation })
  },

  element({ operands }) {
    return {
      operands: [{ type: operands[0]!, stretches: 1, stretchBytes: 4, aligned: true }],
      loops: 1,
    }
  },

  reads({ attributes: { permutation }, operands, output }, element) {
    const at = positionOf(output.shape, element)
    const source = permutation.map((_, axis) => at[permutation.indexOf(axis)]!)
    return [readElement(operands, 0, placeOf(operands[0]!.shape, source))]
  },
}
