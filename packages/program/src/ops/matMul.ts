import type { Graph } from '../onnx/graph.ts'
import { elementCount, type Weight } from '../program.ts'
import { type ElementReads, oneRow } from './element.ts'
import {
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
  requireWeight,
} from './operation.ts'
import { type OperandRead, readRow } from './reads.ts'
import {
  checkChannels,
  checkRequantize,
  checkTable,
  lowerBiases,
  lowerClamp,
  lowerScales,
  multipliersOf,
  requantize,
  requantizedInterval,
} from './requantize.ts'
import { i8Of, type TensorData, zeros } from './tensorData.ts'

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
    const { weight, table } = checkMatrix(step)
    checkRequantize(step.attributes, step.output)
    checkChannels(weight, table, step.output, facts)
  },

  interval({ attributes, output, weights }, _interval, facts) {
    return requantizedInterval(attributes, output, () =>
      checkChannels(weights[1]!, weights[2]!, output, facts),
    )
  },

  evaluate(step, operands) {
    const { attributes, output } = step
    const columns = output.shape.at(-1)!
    const multipliers = multipliersOf(operands[2] as Int32Array)
    const result = zeros(output)
    for (const [i, sum] of matrixSums(step, operands).entries())
      result[i] =
        output.dtype === 'i32'
          ? sum
          : requantize(attributes, sum, multipliers[2 * (i % columns) + 1]!)
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
    if (step.output.dtype === 'i32') return lowerMatrixSums(step, graph, value)
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

  element: matrixElement,

  reads: matrixReads,
}

type MatrixStep = ResolvedStep<'MatMul' | 'MatMulWide'>

/** Checks everything but what becomes of the sums. */
export function checkMatrix(step: MatrixStep): { readonly weight: Weight; readonly table: Weight } {
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
  requireShape('its output', step.output, [...x!.shape.slice(0, -1), columns!])
  return { weight, table }
}

/** The exact sum of each element of the output, its bias included. */
export function matrixSums(
  { attributes, operands, output }: MatrixStep,
  [x, w, table]: readonly TensorData[],
): Float64Array {
  const [columns, inner] = operands[1]!.shape
  const sums = new Float64Array(elementCount(output.shape))
  for (let i = 0; i < sums.length; i++) {
    const row = Math.floor(i / columns!)
    const column = i % columns!
    let sum = table![2 * column]!
    for (let k = 0; k < inner!; k++)
      sum += (x![row * inner! + k]! - attributes.inputZero) * w![column * inner! + k]!
    sums[i] = sum
  }
  return sums
}

/** The sums of a linear layer, or of a convolution of single pixels, as an i32 tensor. */
export function lowerMatrixSums(
  step: ResolvedStep<'MatMul'> | ResolvedStep<'MatMulWide'> | ResolvedStep<'Conv2d'>,
  graph: Graph,
  value: (position: number) => string,
): string {
  const { shape } = step.operands[1]!
  const [columns, inner] = [shape[0]!, shape.at(-1)!]
  const weight = step.weights[1]!
  const { values, zero: weightZero } = graph.once(weight, 'transposed', () =>
    graph.weights([inner, columns], transposed(i8Of(weight.data), columns, inner)),
  )
  const zero = graph.scalar('u8', step.attributes.inputZero)
  const sums = graph.node('MatMulInteger', [value(0), values, zero, weightZero])
  return graph.node('Add', [sums, lowerBiases(graph, step.weights[2]!)])
}

export function matrixElement({ operands }: MatrixStep): ElementReads {
  const [x, w, table] = operands
  return { operands: [oneRow(x!), oneRow(w!), oneRow(table!)], loops: w!.shape[1]! }
}

export function matrixReads({ operands }: MatrixStep, element: number): OperandRead[] {
  const columns = operands[1]!.shape[0]!
  const column = element % columns
  return [
    readRow(operands, 2, column),
    readRow(operands, 1, column),
    readRow(operands, 0, Math.floor(element / columns)),
  ]
}

function transposed(weights: Int8Array, rows: number, columns: number): Int8Array {
  const result = new Int8Array(weights.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = weights[row * columns + column]!
  return result
}
