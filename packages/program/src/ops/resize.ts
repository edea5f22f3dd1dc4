import {
  type Operation,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { readElement } from './reads.ts'
import { gather, placeOf, positionOf, stridesOf } from './tensorData.ts'

/** Nearest-neighbour resizing of an image. */
export const resize: Operation<'Resize'> = {
  name: 'Resize',
  code: 13,
  attributes: [
    ['height', 'one'],
    ['width', 'one'],
  ],

  check(step) {
    requireOperands(step, 1)
    const [x] = step.operands
    const { height, width } = step.attributes
    requireType('x', x!, ['u8'], 4)
    requireRange('height', height, 1, 2 ** 16)
    requireRange('width', width, 1, 2 ** 16)
    requireType('its output', step.output, ['u8'])
    const [batch, , , channels] = x!.shape
    requireShape('its output', step.output, [batch!, height, width, channels!])
  },

  interval: (_step, interval) => interval(0),

  evaluate({ attributes, operands, output }, [x]) {
    const { shape } = operands[0]!
    const [batch, row, column, channel] = stridesOf(shape)
    return gather(output, x!, ([n, h, w, c]) => {
      const ih = nearest(h!, shape[1]!, attributes.height)
      const iw = nearest(w!, shape[2]!, attributes.width)
      return n! * batch! + ih * row! + iw * column! + c! * channel!
    })
  },

  // Selecting rows and columns by position: no interpolation arithmetic that an engine could do its own way.
  lower({ attributes: { height, width }, operands }, graph, value) {
    const [, inputHeight, inputWidth] = operands[0]!.shape
    const rows = Array.from({ length: height }, (_, h) => nearest(h, inputHeight!, height))
    const columns = Array.from({ length: width }, (_, w) => nearest(w, inputWidth!, width))
    const tall = graph.node('Gather', [value(0), graph.positions(rows)], { axis: 1 })
    return graph.node('Gather', [tall, graph.positions(columns)], { axis: 2 })
  },

  element({ operands }) {
    return { operands: [{ type: operands[0]!, stretches: 1, stretchBytes: 1 }], loops: 1 }
  },

  reads({ attributes: { height, width }, operands, output }, element) {
    const { shape } = operands[0]!
    const [n, h, w, c] = positionOf(output.shape, element) as [number, number, number, number]
    const row = nearest(h, shape[1]!, height)
    const column = nearest(w, shape[2]!, width)
    return [readElement(operands, 0, placeOf(shape, [n, row, column, c]))]
  },
}

function nearest(position: number, input: number, output: number): number {
  return Math.floor((position * input) / output)
}
