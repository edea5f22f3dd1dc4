import { elementCount } from '../program.ts'
import {
  type Operation,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { readStretch } from './reads.ts'
import {
  checkChannels,
  checkRequantize,
  checkTable,
  lowerBiases,
  lowerClamp,
  lowerScales,
  multipliersOf,
  requantize,
} from './requantize.ts'
import { i8Of, zeros } from './tensorData.ts'

/** Multiplication by a constant matrix, stored transposed: a linear layer. */
export const matMul: Operation<'MatMul'> = {
  name: 'MatMul',
  code: 2,
  attributes: [
    ['inputZero', 'one'],
    ['outputZero', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, facts) {
    requireOperands(step, 3)
    const [x, w] = step.operands
    requireType('x', x!, ['u8'])
    requireType('the weight', w!, ['i8'], 2)
    const [columns, inner] = w!.shape
    if (x!.shape.at(-1) !== inner)
      refuse(`x has ${x!.shape.at(-1)} columns, but the weight ${inner}.`)
    requireRange('inputZero', step.attributes.inputZero, 0, 255)
    const weight = requireWeight('the weight', step, 1)
    const table = requireWeight('the channel table', step, 2)
    checkTable(table, columns!)
    checkRequantize(step.attributes, step.output)
    requireShape('its output', step.output, [...x!.shape.slice(0, -1), columns!])
    checkChannels(weight, table, step.output, facts)
  },

  evaluate({ attributes, operands, output }, [x, w, table]) {
    const [columns, inner] = operands[1]!.shape
    const multipliers = multipliersOf(table as Int32Array)
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const row = Math.floor(i / columns!)
      const column = i % columns!
      let sum = table![2 * column]!
      for (let k = 0; k < inner!; k++)
        sum += (x![row * inner! + k]! - attributes.inputZero) * w![column * inner! + k]!
      result[i] =
        output.dtype === 'i32' ? sum : requantize(attributes, sum, multipliers[2 * column + 1]!)
    }
    return result
  },

  lower(step, graph, value) {
    const { inputZero, outputZero } = step.attributes
    const [columns, inner] = step.operands[1]!.shape
    const weight = step.weights[1]!
    const table = step.weights[2]!
    const biases = lowerBiases(graph, table)
    const zero = graph.scalar('u8', inputZero)
    const shape = step.output.shape
    if (step.output.dtype === 'i32') {
      const { values, zero: weightZero } = graph.once(weight, 'transposed', () =>
        graph.weights([inner!, columns!], transposed(i8Of(weight.data), columns!, inner!)),
      )
      const sums = graph.node('MatMulInteger', [value(0), values, zero, weightZero])
      return graph.node('Add', [sums, biases])
    }
    const rows = elementCount(shape) / columns!
    const isFlat = shape.length === 2
    const x = isFlat ? value(0) : graph.node('Reshape', [value(0), graph.positions([rows, inner!])])
    const { values } = graph.once(weight, 'as it is', () =>
      graph.weights([columns!, inner!], i8Of(weight.data)),
    )
    const one = graph.scalar('f32', 1)
    const product = graph.microsoft(
      'QGemm',
      [
        x,
        one,
        zero,
        values,
        lowerScales(graph, table),
        graph.weightZeros(columns!),
        biases,
        one,
        graph.scalar('u8', outputZero),
      ],
      { transA: 0, transB: 1 },
    )
    const shaped = isFlat ? product : graph.node('Reshape', [product, graph.positions(shape)])
    return lowerClamp(graph, shaped, step.attributes)
  },

  element({ operands }) {
    const [x, w, table] = operands
    const inner = w!.shape[1]!
    return {
      operands: [
        { type: x!, stretches: 1, stretchBytes: inner, aligned: true },
        { type: w!, stretches: 1, stretchBytes: inner, aligned: true },
        { type: table!, stretches: 1, stretchBytes: 8, aligned: true },
      ],
      loops: inner,
    }
  },

  reads({ operands }, element) {
    const [columns, inner] = operands[1]!.shape as [number, number]
    const column = element % columns
    const row = Math.floor(element / columns)
    return [
      readStretch(2, column * 8, 8),
      readStretch(1, column * inner, inner),
      readStretch(0, row * inner, inner),
    ]
  },
}

function transposed(weights: Int8Array, rows: number, columns: number): Int8Array {
  const result = new Int8Array(weights.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = weights[row * columns + column]!
  return result
}
