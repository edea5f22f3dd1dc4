import type { Graph } from '../onnx/graph.ts'
import { elementCount, type TensorType } from '../program.ts'
import { type ElementReads, oneRow } from './element.ts'
import {
  type Operation,
  type ResolvedStep,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { type OperandRead, readRow } from './reads.ts'
import {
  checkMultiplier,
  checkRequantize,
  lowerClamp,
  multiplierOf,
  requantize,
  requantizedInterval,
} from './requantize.ts'
import { type TensorData, zeros } from './tensorData.ts'

/** The largest magnitude of a sum over rows of this operand. */
function reachOf({ shape }: TensorType): number {
  return shape.at(-1)! * 255 * 255
}

/** Multiplication of two computed matrices, the right one stored transposed: attention. */
export const batchMatMul: Operation<'BatchMatMul'> = {
  name: 'BatchMatMul',
  code: 3,
  attributes: [
    ['leftZero', 'one'],
    ['rightZero', 'one'],
    ['multiplier', 'one'],
    ['outputZero', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step) {
    checkBatches(step)
    checkRequantize(step.attributes, step.output)
    checkMultiplier('the multiplier', step.attributes.multiplier, step.output)
    const [left] = step.operands
    const bound = reachOf(left!)
    if (bound >= 2 ** 31)
      refuse(
        `a sum over ${left!.shape.at(-1)} products can reach ${bound}, which does not fit 32 bits.`,
      )
  },

  interval({ attributes, operands, output }) {
    return requantizedInterval(attributes, output, () => reachOf(operands[0]!))
  },

  evaluate(step, operands) {
    const { attributes, output } = step
    const multiplier = multiplierOf(attributes.multiplier)
    const result = zeros(output)
    for (const [i, sum] of batchSums(step, operands).entries())
      result[i] = output.dtype === 'i32' ? sum : requantize(attributes, sum, multiplier)
    return result
  },

  lower(step, graph, value) {
    const { leftZero, rightZero, multiplier, outputZero } = step.attributes
    if (step.output.dtype === 'i32') return lowerBatchSums(step, graph, value)
    const right = lowerColumns(step, graph, value)
    const [a, b] = [graph.scalar('u8', leftZero), graph.scalar('u8', rightZero)]
    const one = graph.scalar('f32', 1)
    const scale = graph.scalar('f32', multiplierOf(multiplier))
    const product = graph.node('QLinearMatMul', [
      value(0),
      one,
      a,
      right,
      scale,
      b,
      one,
      graph.scalar('u8', outputZero),
    ])
    return lowerClamp(graph, product, step.attributes)
  },

  element: batchElement,

  reads: batchReads,
}

type BatchStep = ResolvedStep<'BatchMatMul' | 'BatchMatMulWide'>

/** Checks everything but what becomes of the sums. */
export function checkBatches(step: BatchStep): void {
  requireOperands(step, 2)
  const [left, right] = step.operands
  requireType('the left operand', left!, ['u8'])
  requireType('the right operand', right!, ['u8'], left!.shape.length)
  if (left!.shape.length < 2) refuse('its operands need at least 2 dimensions.')
  const leading = left!.shape.slice(0, -2)
  const [rows, inner] = left!.shape.slice(-2)
  const columns = right!.shape.at(-2)!
  requireShape('the right operand', right!, [...leading, columns, inner!])
  requireRange('leftZero', step.attributes.leftZero, 0, 255)
  requireRange('rightZero', step.attributes.rightZero, 0, 255)
  requireShape('its output', step.output, [...leading, rows!, columns])
}

/** The rows of both operands that element `index` of the output is made of. */
function rowsOf({ output }: BatchStep, index: number): [left: number, right: number] {
  const [rows, columns] = output.shape.slice(-2) as [number, number]
  const left = Math.floor(index / columns)
  return [left, Math.floor(left / rows) * columns + (index % columns)]
}

/** The exact sum of each element of the output. */
export function batchSums(step: BatchStep, [left, right]: readonly TensorData[]): Float64Array {
  const { leftZero, rightZero } = step.attributes
  const inner = step.operands[0]!.shape.at(-1)!
  const sums = new Float64Array(elementCount(step.output.shape))
  for (let i = 0; i < sums.length; i++) {
    const [leftRow, rightRow] = rowsOf(step, i)
    let sum = 0
    for (let k = 0; k < inner; k++)
      sum += (left![leftRow * inner + k]! - leftZero) * (right![rightRow * inner + k]! - rightZero)
    sums[i] = sum
  }
  return sums
}

/** The right operand as ONNX has it, not transposed. */
function lowerColumns(
  { output }: BatchStep,
  graph: Graph,
  value: (position: number) => string,
): string {
  const rank = output.shape.length
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2]
  return graph.node('Transpose', [value(1)], { perm })
}

/** The sums as an i32 tensor. */
export function lowerBatchSums(
  step: BatchStep,
  graph: Graph,
  value: (position: number) => string,
): string {
  return graph.node('MatMulInteger', [
    value(0),
    lowerColumns(step, graph, value),
    graph.scalar('u8', step.attributes.leftZero),
    graph.scalar('u8', step.attributes.rightZero),
  ])
}

export function batchElement({ operands }: BatchStep): ElementReads {
  return { operands: operands.map(oneRow), loops: operands[0]!.shape.at(-1)! }
}

export function batchReads(step: BatchStep, element: number): OperandRead[] {
  const [left, right] = rowsOf(step, element)
  return [readRow(step.operands, 1, right), readRow(step.operands, 0, left)]
}
