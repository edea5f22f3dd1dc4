import { elementCount } from '../program.ts'
import {
  type Operation,
  refuse,
  requireOperands,
  requireShape,
  requireType,
  show,
} from './operation.ts'
import { readElement } from './reads.ts'
import { zeros } from './tensorData.ts'

/** The same bytes under another shape. */
export const reshape: Operation<'Reshape'> = {
  name: 'Reshape',
  code: 11,
  attributes: [['shape', 'rank']],

  check({ attributes: { shape }, operands, output, weights }) {
    requireOperands({ attributes: { shape }, operands, output, weights }, 1)
    const [x] = operands
    requireType('its output', output, [x!.dtype])
    requireShape('its output', output, shape)
    if (elementCount(shape) !== elementCount(x!.shape))
      refuse(`${show(x!.shape)} can't become ${show(shape)}: the numbers of elements differ.`)
  },

  interval: (_step, interval) => interval(0),

  evaluate({ output }, [x]) {
    const result = zeros(output)
    result.set(x!)
    return result
  },

  lower({ attributes }, graph, value) {
    return graph.node('Reshape', [value(0), graph.positions(attributes.shape)])
  },

  element({ operands }) {
    return {
      operands: [{ type: operands[0]!, stretches: 1, stretchBytes: 4, aligned: true }],
      loops: 1,
    }
  },

  reads({ operands }, element) {
    return [readElement(operands, 0, element)]
  },
}
