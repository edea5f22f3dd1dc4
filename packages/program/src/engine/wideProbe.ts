import { canonicalBytes } from '../ops/tensorData.ts'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Operand, Program, TensorType } from '../program.ts'
import { HARD_ELEMENT, HARD_ROW, hardDividends, hardRows } from './hardNumbers.ts'

const [LEAST, GREATEST] = [-(2 ** 31), 2 ** 31 - 1]
const everything = { low: LEAST, high: GREATEST }

const FACTOR = 2 ** 21 - 9

/**
 * Divisors, odd and even, and the factor of their dividends: ones over which products just below 2^52 still fit 32 bits, and small ones
 * whose inverse times themselves is no 1 in a double.
 */
const fractions = [
  [FACTOR, 2_097_169],
  [FACTOR, 2 ** 21],
  [FACTOR, 3_000_017],
  [1, 49],
  [1, 98],
  [1, 2_000_003],
] as const

/** The ends of an i32, and numbers of every size between them. */
const ends = [
  ...[LEAST, LEAST + 1, -65_537, -65_536, -257, -256, -255, -3, -2, -1, 0, 1],
  ...[2, 3, 254, 255, 256, 257, 32_767, 65_535, 65_536, 2 ** 24 + 1, GREATEST - 1, GREATEST],
]

/** Rows of the input: the ends, ties of quotients, and what is next to a square; each as long as the others. */
const rows = [
  ends,
  ends.map((number) => Math.trunc(number / 3)),
  ...fractions.map(([factor, divisor]) => {
    const dividends = hardDividends(factor, divisor)
    return [...dividends, ...dividends.map((number) => -number)]
  }),
  ...hardRows(),
]

/** A program of the wide ops, and numbers at which an engine that is not exact goes wrong. */
export function wideProbe(): { readonly program: Program; readonly inputs: readonly Uint8Array[] } {
  const type: TensorType = { dtype: 'i32', shape: [rows.length, HARD_ROW] }
  const probe = new Probe(type)
  const outputs = [
    ...probe.products(),
    ...probe.quotients(),
    ...probe.rows(),
    ...probe.layers(),
    ...probe.choices(),
  ]
  const numbers = rows.flat()
  const inputs = [numbers, numbers.toReversed()].map((values) =>
    canonicalBytes(Int32Array.from(values)),
  )
  return { program: probe.finish(outputs), inputs }
}

/** Every step reads the input, never only constants, so that the engine's kernels compute it and not its optimizer. */
class Probe extends ProgramBuilder {
  readonly #type: TensorType
  readonly #column: readonly number[]

  constructor(type: TensorType) {
    super(type)
    this.#type = type
    this.#column = [type.shape[0]!, 1]
  }

  #clamped(low: number, high: number, dtype: 'u8' | 'i32' = 'i32'): Operand {
    return this.#add(this.input, [0], 1, { low, high }, dtype)
  }

  #add(
    x: Operand,
    numbers: readonly number[],
    sign: number,
    clamps = everything,
    dtype: 'u8' | 'i32' = 'i32',
  ): Operand {
    const { shape } = this.#type
    const partner = this.numbers([1, numbers.length], numbers)
    const attributes = { leftSign: 1, rightSign: sign, grow: 0, ...clamps }
    return this.step('AddWide', [x, partner], attributes, { dtype, shape })
  }

  /** Sums beyond 32 bits, and products by powers of two and next to them: ties, floors, and what lies beyond the clamps. */
  products(): Operand[] {
    const scale = (factors: readonly number[], shift: number, mode: number, clamps = everything) =>
      this.step(
        'Scale',
        [this.input, this.numbers([1, factors.length], factors)],
        { shift, mode, grow: 0, ...clamps },
        this.#type,
      )
    const spread = Array.from({ length: HARD_ROW }, (_, i) => (i - 12) * 149_001 + 1)
    const number = this.#clamped(-(2 ** 25), 2 ** 25)
    return [
      this.#add(this.input, [GREATEST], 1),
      this.#add(this.input, [GREATEST], -1, { low: -9, high: GREATEST }),
      scale([1], 1, 0),
      scale([1], 1, 1),
      scale([2 ** 20 - 1], 21, 0),
      scale([2 ** 20 + 1], 21, 0),
      scale([2 ** 21 - 1], 0, 0),
      scale([1 - 2 ** 21], 46, 0),
      scale(spread, 20, 0),
      scale(spread, 33, 1, { low: -9000, high: 9000 }),
      this.step(
        'Scale',
        [number, number],
        { shift: 19, mode: 0, grow: 0, ...everything },
        this.#type,
      ),
    ]
  }

  quotients(): Operand[] {
    // A divisor of its own for each row; those of the ties stand in their rows.
    const each = this.#column[0]!
    const known = [7, 2, ...fractions.map(([, divisor]) => divisor), 0, -5, 1, GREATEST]
    const d = this.numbers(
      this.#column,
      Array.from({ length: each }, (_, i) => known[i] ?? 2 * i),
    )
    const reversed = this.numbers(
      this.#column,
      Array.from({ length: each }, (_, i) => known[each - 1 - i] ?? 2 * i),
    )
    const divide = (divisor: Operand, c: number, offset: number, mode: number) =>
      this.step(
        'DivRow',
        [this.input, divisor],
        { c, offset, mode, grow: 0, ...everything },
        this.#type,
      )
    return [
      ...[d, reversed].flatMap((divisor) => [
        divide(divisor, FACTOR, 0, 0),
        divide(divisor, FACTOR, 0, 1),
      ]),
      divide(d, 1, LEAST, 0),
      divide(d, 1, GREATEST, 1),
    ]
  }

  /** Roots, maxima and sums of rows and blocks, and rows over their own maximum. */
  rows(): Operand[] {
    const limited = this.#clamped(-HARD_ELEMENT, HARD_ELEMENT)
    const [count, columns] = this.#type.shape as [number, number]
    const blocks = (block: number): TensorType => ({
      dtype: 'i32',
      shape: [count, Math.ceil(columns / block)],
    })
    const norm = this.step('RowNorm', [limited], {}, blocks(columns))
    const largest = this.step(
      'RowMax',
      [this.#clamped(-GREATEST, GREATEST)],
      { absolute: 1, block: columns, grow: 0, ...everything },
      blocks(columns),
    )
    const sums = this.step('RowSum', [limited], { block: 7, grow: 0, ...everything }, blocks(7))
    const prefixes = this.step(
      'PrefixSum',
      [limited],
      { low: -(2 ** 25), high: 2 ** 26 },
      this.#type,
    )
    const bytes = this.step(
      'DivRow',
      [this.input, largest],
      { c: 127, offset: 128, mode: 0, grow: 0, low: 0, high: 255 },
      { ...this.#type, dtype: 'u8' },
    )
    return [norm, largest, sums, prefixes, bytes]
  }

  /** Products of bytes at their ends, with multipliers at theirs and with ties. */
  layers(): Operand[] {
    const [count, columns] = this.#type.shape as [number, number]
    const bytes = this.#clamped(0, 255, 'u8')
    const patterns = [() => 127, () => -127, (i: number) => (i % 2 === 0 ? 127 : -127), () => 1]
    const weights = patterns.flatMap((pattern) =>
      Array.from({ length: columns }, (_, i) => pattern(i)),
    )
    const weight = this.weight(
      { dtype: 'i8', shape: [patterns.length, columns] },
      new Uint8Array(Int8Array.from(weights).buffer),
    )
    const layer = (multipliers: readonly number[], shift: number) =>
      this.step(
        'MatMulWide',
        [bytes, weight, this.wideTable([2 ** 30, -(2 ** 30), 1, 0], multipliers)],
        { inputZero: 128, shift, ...everything },
        { dtype: 'i32', shape: [count, patterns.length] },
      )
    const table = this.numbers(
      [2, columns / 2, 2],
      Array.from({ length: 2 * columns }, (_, i) =>
        i % 5 === 0 ? 2 ** 15 : ((i * 7919) % 65_537) - 2 ** 15,
      ),
    )
    const first = this.step(
      'Slice',
      [this.input],
      { starts: [0, 2], steps: [1, 1], sizes: [1, 1] },
      { dtype: 'i32', shape: [1, 1] },
    )
    const position = this.step('Reshape', [first], { shape: [1] }, { dtype: 'i32', shape: [1] })
    return [
      layer([65_535, 65_535, 65_535, 65_535], 16),
      layer([1, 3, 32_767, 32_769], 16),
      layer([1, 1, 1, 1], 1),
      layer([1, 1, 1, 1], 0),
      this.step(
        'BatchMatMulWide',
        [bytes, bytes],
        { leftZero: 0, rightZero: 255, axis: 0, ...everything },
        { dtype: 'i32', shape: [count, count] },
      ),
      ...[0, 1].map((layout) =>
        this.step('Rope', [this.input, table, position], { layout, ...everything }, this.#type),
      ),
    ]
  }

  /** Comparisons, and numbers and rows that are chosen. */
  choices(): Operand[] {
    const { shape } = this.#type
    const other = this.#add(
      this.input,
      [0, 1, -1, 0, 2 ** 24].flatMap((n) => new Array<number>(n === 0 ? 6 : 4).fill(n)),
      1,
    )
    const compared = [0, 1, 2].map((kind) =>
      this.step('Compare', [this.input, other], { kind, grow: 0 }, { dtype: 'u8', shape }),
    )
    const found = this.step(
      'LookupWide',
      [this.#clamped(-300, 300), this.numbers([4], [LEAST, -1, 2 ** 24 + 1, GREATEST])],
      { base: -2, grow: 0 },
      this.#type,
    )
    const chosen = this.step('Select', [compared[0]!, this.input, other], {}, this.#type)
    const gathered = this.step(
      'Gather',
      [this.#clamped(-3, 30), this.numbers([5, 1], [LEAST, -1, 7, 2 ** 24 + 1, GREATEST])],
      {},
      { dtype: 'i32', shape: [...shape, 1] },
    )
    return [...compared, found, chosen, gathered]
  }
}
