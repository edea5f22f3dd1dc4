import { sizeOf } from './floatGraph.ts'
import type { OutputError } from './measured.ts'
import { channelAxis } from './quantize/calibrate.ts'

/** Beyond so many columns each is one of many alike. */
const MOST_COLUMNS = 256

/** How far numbers are from those that they should be: of one output, and of each of its columns. */
export class ColumnErrors {
  readonly #columns: Moments[]
  readonly #inner: number
  #largest = 0
  #low = Infinity
  #high = -Infinity

  constructor(shape: readonly number[]) {
    const axis = channelAxis(shape)
    const count = shape[axis] ?? 1
    this.#inner = sizeOf(shape.slice(axis + 1))
    this.#columns = Array.from({ length: count <= MOST_COLUMNS ? count : 1 }, () => new Moments())
  }

  add(expected: ArrayLike<number>, actual: ArrayLike<number>): void {
    for (let i = 0; i < expected.length; i++) {
      const [wanted, found] = [expected[i] ?? 0, actual[i] ?? 0]
      const difference = Math.abs(found - wanted)
      if (difference > this.#largest || Number.isNaN(difference)) this.#largest = difference
      if (wanted < this.#low) this.#low = wanted
      if (wanted > this.#high) this.#high = wanted
      this.#columns[Math.floor(i / this.#inner) % this.#columns.length]?.add(wanted, found)
    }
  }

  finish(): Omit<OutputError, 'name'> {
    const all = Moments.sum(this.#columns)
    const { rootMeanSquare, deviation } = all
    const relative = deviation > 0 ? rootMeanSquare / deviation : rootMeanSquare
    const columns = this.#columns.map((column) => {
      // A column that always is the same has no measure but that of the others.
      const own = column.deviation > 0 ? column.deviation : deviation
      return own > 0 ? column.rootMeanSquare / own : column.rootMeanSquare
    })
    return {
      rootMeanSquare,
      relative,
      largest: this.#largest,
      correlation: all.correlation,
      ...(columns.length > 1 ? { columns } : {}),
    }
  }

  /** Of the column that the program follows worst. */
  leastCorrelation(): number {
    return Math.min(...this.#columns.map(({ correlation }) => correlation))
  }

  /** In decibels, the peak being the range of the original's numbers. */
  peakToNoise(): number {
    const { rootMeanSquare } = Moments.sum(this.#columns)
    return 20 * Math.log10((this.#high - this.#low) / rootMeanSquare)
  }
}

/** Sums over pairs of numbers. */
class Moments {
  #count = 0
  #x = 0
  #y = 0
  #xx = 0
  #yy = 0
  #xy = 0
  #squares = 0

  static sum(parts: readonly Moments[]): Moments {
    const all = new Moments()
    for (const part of parts) {
      all.#count += part.#count
      all.#x += part.#x
      all.#y += part.#y
      all.#xx += part.#xx
      all.#yy += part.#yy
      all.#xy += part.#xy
      all.#squares += part.#squares
    }
    return all
  }

  add(x: number, y: number): void {
    this.#count++
    this.#x += x
    this.#y += y
    this.#xx += x * x
    this.#yy += y * y
    this.#xy += x * y
    this.#squares += (x - y) ** 2
  }

  get rootMeanSquare(): number {
    return Math.sqrt(this.#squares / Math.max(1, this.#count))
  }

  /** Of the first numbers, from their mean. */
  get deviation(): number {
    return Math.sqrt(this.#variance(this.#x, this.#xx))
  }

  get correlation(): number {
    const spread = Math.sqrt(this.#variance(this.#x, this.#xx) * this.#variance(this.#y, this.#yy))
    const count = Math.max(1, this.#count)
    const joint = this.#xy / count - (this.#x / count) * (this.#y / count)
    // What never changes is followed by what never changes.
    return spread > 0 ? joint / spread : this.#squares === 0 ? 1 : 0
  }

  #variance(sum: number, squares: number): number {
    const count = Math.max(1, this.#count)
    return Math.max(0, squares / count - (sum / count) ** 2)
  }
}
