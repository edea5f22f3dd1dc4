import type { Weight } from '../program.ts'
import type { Interval } from './interval.ts'
import { i8Of, numbersOf } from './tensorData.ts'

/**
 * What the checks of one program have found out about its weights. Thousands of steps may share a weight, and a file pays
 * for its bytes once: so each weight is looked through once, and so is each pair of a weight and its channel table.
 */
export class WeightFacts {
  readonly #numbers = new Map<Weight, number>()
  readonly #found = new Map<string, unknown>()
  readonly #ranges = new Map<Weight, Interval>()
  readonly #sums = new Map<Weight, Float64Array>()

  /** What a check of these weights finds; one that has passed already is not run again. */
  once<Found>(check: string, weights: readonly Weight[], run: () => Found): Found {
    const key = `${check} ${weights.map((weight) => this.#numberOf(weight)).join(' ')}`
    if (!this.#found.has(key)) this.#found.set(key, run())
    return this.#found.get(key) as Found
  }

  /** The least and the greatest of a weight's numbers. */
  range(weight: Weight): Interval {
    const known = this.#ranges.get(weight)
    if (known !== undefined) return known
    const numbers = numbersOf(weight.type.dtype, weight.data)
    let [least, greatest] = [numbers[0]!, numbers[0]!]
    for (let i = 1; i < numbers.length; i++) {
      const number = numbers[i]!
      if (number < least) least = number
      else if (number > greatest) greatest = number
    }
    const range = [least, greatest] as const
    this.#ranges.set(weight, range)
    return range
  }

  /** The sum of the magnitudes of each channel's i8 weights; a channel is an index of the first axis. */
  channelSums(weight: Weight): Float64Array {
    const known = this.#sums.get(weight)
    if (known !== undefined) return known
    const numbers = i8Of(weight.data)
    const sums = new Float64Array(weight.type.shape[0]!)
    const perChannel = numbers.length / sums.length
    for (let channel = 0, at = 0; channel < sums.length; channel++) {
      let sum = 0
      for (const end = at + perChannel; at < end; at++) sum += Math.abs(numbers[at]!)
      sums[channel] = sum
    }
    this.#sums.set(weight, sums)
    return sums
  }

  #numberOf(weight: Weight): number {
    const number = this.#numbers.get(weight) ?? this.#numbers.size
    this.#numbers.set(weight, number)
    return number
  }
}
