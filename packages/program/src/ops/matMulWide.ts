import type { Weight } from '../program.ts'
import { type Interval, magnitude, plus } from './interval.ts'
import { checkMatrix, lowerMatrixSums, matrixElement, matrixReads, matrixSums } from './matMul.ts'
import { type Operation, refuse, requireRange } from './operation.ts'
import { lowerInteger, MAX_WIDE_SHIFT } from './quotient.ts'
import { roundHalfEven } from './requantize.ts'
import { checkSaturate, lowerSaturate, SUM, saturate } from './saturate.ts'
import { i32Of, zeros } from './tensorData.ts'
import type { WeightFacts } from './WeightFacts.ts'

/** Largest multiplier of a channel. With it no product of a sum reaches 2^47, which a double holds. */
const LARGEST = 2 ** 16 - 1

/** Multiplication by a constant matrix, stored transposed, into numbers wider than a byte: an integer multiplier for each channel. */
export const matMulWide: Operation<'MatMulWide'> = {
  name: 'MatMulWide',
  code: 20,
  attributes: [
    ['inputZero', 'one'],
    ['shift', 'one'],
    ['low', 'one'],
    ['high', 'one'],
  ],

  check(step, facts, interval) {
    const { weight, table } = checkMatrix(step)
    const { inputZero, shift } = step.attributes
    requireRange('shift', shift, 0, MAX_WIDE_SHIFT)
    checkSaturate(step.attributes, step.output)
    facts.once('integer multipliers', [table], () => {
      for (const [channel, multiplier] of multipliersOf(table).entries())
        requireRange(`the multiplier of channel ${channel}`, multiplier, 0, LARGEST)
    })
    const reach = inputReach(interval(0), inputZero)
    if (reach > largestReach(weight, table, facts)) refuseChannel(weight, table, facts, reach)
  },

  interval: ({ attributes: { low, high } }) => [low, high],

  evaluate(step, operands) {
    const { attributes, output } = step
    const columns = output.shape.at(-1)!
    const result = zeros(output)
    for (const [i, sum] of matrixSums(step, operands).entries()) {
      const scaled = sum * operands[2]![2 * (i % columns) + 1]!
      result[i] = saturate(roundHalfEven(scaled, attributes.shift), attributes)
    }
    return result
  },

  lower(step, graph, value) {
    const { attributes, output, weights } = step
    const table = weights[2]!
    const sums = lowerMatrixSums(step, graph, value)
    const factors = Float64Array.from(multipliersOf(table), (m) => m * 2 ** -attributes.shift)
    if (factors.every((factor) => factor === 1))
      return lowerSaturate(graph, sums, 'i32', [-SUM, SUM - 1], attributes, output)
    const constant = graph.once(table, `times 2^-${attributes.shift}`, () =>
      graph.constant('f64', [factors.length], factors),
    )
    const scaled = graph.node('Mul', [graph.cast(sums, 'f64'), constant])
    const reach: Interval = [-SUM * LARGEST, SUM * LARGEST]
    return lowerSaturate(graph, lowerInteger(graph, scaled, 0), 'f64', reach, attributes, output)
  },

  element: matrixElement,

  reads: matrixReads,
}

function multipliersOf(table: Weight): Int32Array {
  return i32Of(table.data).filter((_, i) => i % 2 === 1)
}

/** The largest magnitude of x less its zero point. */
function inputReach(x: Interval, inputZero: number): number {
  return magnitude(plus(x, [-inputZero, -inputZero]))
}

/** How far x may be from its zero point so that every channel's sum fits 32 bits; below 0 where none does. */
function largestReach(weight: Weight, table: Weight, facts: WeightFacts): number {
  return facts.once('input reach', [weight, table], () => {
    const entries = i32Of(table.data)
    let most = Number.POSITIVE_INFINITY
    for (const [channel, weights] of facts.channelSums(weight).entries()) {
      const room = SUM - Math.abs(entries[2 * channel]!)
      // Half of one less, so that without weights, too, a bias decides: any reach fits, or none.
      most = Math.min(most, Math.floor((room - 0.5) / weights))
    }
    return most
  })
}

function refuseChannel(weight: Weight, table: Weight, facts: WeightFacts, reach: number): never {
  const entries = i32Of(table.data)
  const sums = [...facts.channelSums(weight)].map(
    (weights, channel) => weights * reach + Math.abs(entries[2 * channel]!),
  )
  const channel = sums.findIndex((sum) => sum >= SUM)
  return refuse(
    `the sum of channel ${channel} can reach ${sums[channel]}, which does not fit 32 bits.`,
  )
}
