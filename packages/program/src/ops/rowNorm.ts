import { oneRow } from './element.ts'
import { magnitude } from './interval.ts'
import { type Operation, requireOperands, requireShape, requireType } from './operation.ts'
import { readRow } from './reads.ts'
import { EXACT, requireBelow } from './saturate.ts'
import { zeros } from './tensorData.ts'

/** The length of each row as a vector, rounded down, and at least 1. */
export const rowNorm: Operation<'RowNorm'> = {
  name: 'RowNorm',
  code: 24,
  attributes: [],

  check(step, _facts, interval) {
    requireOperands(step, 1)
    const [x] = step.operands
    requireType('x', x!, ['i32'])
    requireType('its output', step.output, ['i32'])
    requireShape('its output', step.output, x!.shape.with(-1, 1))
    requireBelow('a sum of squares', x!.shape.at(-1)! * magnitude(interval(0)) ** 2, EXACT)
  },

  interval({ operands }, interval) {
    const squares = operands[0]!.shape.at(-1)! * magnitude(interval(0)) ** 2
    return [1, Math.max(1, root(BigInt(squares)))]
  },

  evaluate({ operands, output }, [x]) {
    const columns = operands[0]!.shape.at(-1)!
    const result = zeros(output)
    for (let row = 0; row < result.length; row++) {
      let squares = 0n
      for (const number of x!.subarray(row * columns, (row + 1) * columns))
        squares += BigInt(number) ** 2n
      result[row] = Math.max(1, root(squares))
    }
    return result
  },

  lower(_step, graph, value) {
    const x = graph.cast(value(0), 'f64')
    const squares = graph.node('ReduceSum', [graph.node('Mul', [x, x]), graph.positions([-1])], {
      keepdims: 1,
    })
    const floor = graph.node('Floor', [graph.node('Sqrt', [squares])])
    const [least, greatest] = [graph.scalar('f64', 1), graph.scalar('f64', 2 ** 31 - 1)]
    return graph.cast(graph.node('Clip', [floor, least, greatest]), 'i32')
  },

  element({ operands }) {
    const [x] = operands
    return { operands: [oneRow(x!)], loops: x!.shape.at(-1)!, loopGas: 140 }
  },

  reads: ({ operands }, element) => [readRow(operands, 0, element)],
}

/** The largest integer whose square is at most this. */
function root(square: bigint): number {
  const rounded = Math.floor(Math.sqrt(Number(square)))
  // A double's root of a number below a square may be rounded up to the next integer.
  return BigInt(rounded) ** 2n > square ? rounded - 1 : rounded
}
