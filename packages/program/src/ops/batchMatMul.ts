import {
  type Operation,
  refuse,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { readStretch } from './reads.ts'
import {
  checkMultiplier,
  checkRequantize,
  lowerClamp,
  multiplierOf,
  requantize,
} from './requantize.ts'
import { zeros } from './tensorData.ts'

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
    requireOperands(step, 2)
    const [left, right] = step.operands
    requireType('the left operand', left!, ['u8'])
    requireType('the right operand', right!, ['u8'], left!.shape.length)
    if (left!.shape.length < 2) refuse('its operands need at least 2 dimensions.')
    const leading = left!.shape.slice(0, -2)
    const [rows, inner] = left!.shape.slice(-2)
    const columns = right!.shape.at(-2)!
    requireShape('the right operand', right!, [...leading, columns, inner!])
    const { leftZero, rightZero, multiplier } = step.attributes
    requireRange('leftZero', leftZero, 0, 255)
    requireRange('rightZero', rightZero, 0, 255)
    checkRequantize(step.attributes, step.output)
    requireShape('its output', step.output, [...leading, rows!, columns])
    checkMultiplier('the multiplier', multiplier, step.output)
    const bound = inner! * 255 * 255
    if (bound >= 2 ** 31)
      refuse(`a sum over ${inner} products can reach ${bound}, which does not fit 32 bits.`)
  },

  evaluate({ attributes, operands, output }, [left, right]) {
    const { leftZero, rightZero } = attributes
    const multiplier = multiplierOf(attributes.multiplier)
    const [rows, columns] = output.shape.slice(-2)
    const inner = operands[0]!.shape.at(-1)!
    const result = zeros(output)
    for (let i = 0; i < result.length; i++) {
      const column = i % columns!
      const leftRow = Math.floor(i / columns!)
      const rightRow = Math.floor(leftRow / rows!) * columns! + column
      let sum = 0
      for (let k = 0; k < inner; k++)
        sum +=
          (left![leftRow * inner + k]! - leftZero) * (right![rightRow * inner + k]! - rightZero)
      result[i] = output.dtype === 'i32' ? sum : requantize(attributes, sum, multiplier)
    }
    return result
  },

  lower(step, graph, value) {
    const { leftZero, rightZero, multiplier, outputZero } = step.attributes
    const rank = step.output.shape.length
    const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2]
    const right = graph.node('Transpose', [value(1)], { perm })
    const [a, b] = [graph.scalar('u8', leftZero), graph.scalar('u8', rightZero)]
    if (step.output.dtype === 'i32') return graph.node('MatMulInteger', [value(0), right, a, b])
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

  element({ operands }) {
    const inner = operands[0]!.shape.at(-1)!
    return {
      operands: operands.map((type) => ({
        type,
        stretches: 1,
        stretchBytes: inner,
        aligned: true,
      })),
      loops: inner,
    }
  },

  reads({ operands, output }, element) {
    const inner = operands[0]!.shape.at(-1)!
    const [count, columns] = output.shape.slice(-2) as [number, number]
    const row = Math.floor(element / columns)
    const rightRow = Math.floor(row / count) * columns + (element % columns)
    return [readStretch(1, rightRow * inner, inner), readStretch(0, row * inner, inner)]
  },
}
