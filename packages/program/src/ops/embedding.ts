import {
  type Operation,
  requireOperands,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { lowerPositions } from './position.ts'
import { readElement } from './reads.ts'
import { clamp } from './requantize.ts'
import { numbersOf, zeros } from './tensorData.ts'

/** Rows of a table; an index outside the table takes the nearest row that there is. */
export const embedding: Operation<'Embedding'> = {
  name: 'Embedding',
  code: 16,
  attributes: [],

  check(step) {
    requireOperands(step, 2)
    const [indices, table] = step.operands
    requireType('the indices', indices!, ['u8', 'i32'])
    requireType('the table', table!, ['u8'], 2)
    requireWeight('the table', step, 1)
    requireType('its output', step.output, ['u8'])
    requireShape('its output', step.output, [...indices!.shape, table!.shape[1]!])
  },

  interval: (_step, interval) => interval(1),

  evaluate({ operands, output }, [indices, table]) {
    const [rows, columns] = operands[1]!.shape
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const row = clamp(indices![Math.floor(i / columns!)]!, 0, rows! - 1)
      result[i] = table![row * columns! + (i % columns!)]!
    }
    return result
  },

  lower({ operands }, graph, value) {
    const [indices, table] = operands
    const rows = lowerPositions(graph, value(0), indices!, table!.shape[0]!)
    return graph.node('Gather', [value(1), rows], { axis: 0 })
  },

  element({ operands }) {
    const [indices, table] = operands
    return {
      operands: [
        { type: indices!, stretches: 1, stretchBytes: 4, aligned: true },
        { type: table!, stretches: 1, stretchBytes: 1 },
      ],
      loops: 1,
    }
  },

  reads({ operands }, element, bytesOf) {
    const [count, columns] = operands[1]!.shape as [number, number]
    const at = Math.floor(element / columns)
    const row = clamp(numbersOf(operands[0]!.dtype, bytesOf(0))[at]!, 0, count - 1)
    return [
      readElement(operands, 0, at),
      readElement(operands, 1, row * columns + (element % columns)),
    ]
  },
}
