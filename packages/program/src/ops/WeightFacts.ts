import type { Weight } from '../program.ts'
import { i8Of } from './tensorData.ts'

/**
 * What the checks of one program have found out about its weights. Thousands of steps may share a weight, and a file pays
 * for its bytes once: so each weight is looked through once, and so is each pair of a weight and its channel table.
 */
export class WeightFacts {
  readonly #numbers = new Map<Weight, number>()
  readonly #passed = new Set<string>()
  readonly #sums = new Map<Weight, Float64Array>()

  /** Runs a check of these weights, unless the same one has passed already. */
  once(check: string, weights: readonly Weight[], run: () => void): void {
    const key = `${check} ${weights.map((weight) => this.#numberOf(weight)).join(' ')}`
    if (this.#passed.has(key)) return
    run()
    this.#passed.add(key)
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
