import { sizeOf } from './floatGraph.ts'

/** How far two ways to divide pictures into classes overlap: the class of a pixel is its largest channel, or whether its only one is above the middle. */
export class Overlap {
  readonly #channels: number
  readonly #area: number
  readonly #both = new Map<number, number>()
  readonly #either = new Map<number, number>()

  /** @param shape images, channels first */
  constructor(shape: readonly number[]) {
    this.#channels = shape[1] ?? 1
    this.#area = sizeOf(shape.slice(2))
  }

  add(expected: ArrayLike<number>, actual: ArrayLike<number>): void {
    const middle = this.#channels > 1 ? 0 : middleOf(expected)
    for (let start = 0; start < expected.length; start += this.#channels * this.#area) {
      for (let pixel = 0; pixel < this.#area; pixel++) {
        const wanted = this.#classOf(expected, start + pixel, middle)
        const found = this.#classOf(actual, start + pixel, middle)
        if (wanted === found) count(this.#both, wanted)
        else count(this.#either, found)
        count(this.#either, wanted)
      }
    }
  }

  /** The mean over the classes that there are of what both call so, as a share of what either does. */
  finish(): number {
    const shares = [...this.#either].map(([name, either]) => (this.#both.get(name) ?? 0) / either)
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length)
  }

  #classOf(values: ArrayLike<number>, at: number, middle: number): number {
    if (this.#channels === 1) return (values[at] ?? 0) > middle ? 1 : 0
    let best = 0
    for (let c = 1; c < this.#channels; c++)
      if ((values[at + c * this.#area] ?? 0) > (values[at + best * this.#area] ?? 0)) best = c
    return best
  }
}

/** Half where the numbers are probabilities, else nothing: where a sigmoid is half. */
function middleOf(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (value < 0 || value > 1) return 0
  }
  return 0.5
}

function count(counts: Map<number, number>, name: number): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
