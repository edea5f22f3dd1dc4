import { HARD_ROW, hardDividends, hardRows } from '../engine/hardNumbers.ts'
import type { ProgramBuilder } from '../ProgramBuilder.ts'
import { elementCount, type Operand, type OpName, type TensorType } from '../program.ts'
import { type AddStep, LARGEST_OUTPUT } from './addStep.ts'
import type { Random } from './random.ts'

const [LEAST, GREATEST] = [-(2 ** 31), 2 ** 31 - 1]

/** An i32 of any size; the ends and small ones often. */
export function anyNumber(random: Random, reach = GREATEST): number {
  const small = Math.min(reach, 2 ** random.integer(0, 30))
  return random.pick([
    random.integer(-reach, reach),
    random.integer(-small, small),
    random.pick([0, 1, -1, reach, -reach]),
  ])
}

function numbersOf(random: Random, count: number, reach?: number): number[] {
  return Array.from({ length: count }, () => anyNumber(random, reach))
}

/** An output of bytes or of numbers, and clamps that may cut what reaches this far. */
function saturation(random: Random, reach: number) {
  const most = Math.round(Math.min(GREATEST, Math.max(1, reach)))
  if (random.chance(0.2)) {
    const low = random.pick([0, 0, random.integer(0, 128)])
    return { dtype: 'u8', clamps: { low, high: random.integer(low, 255) } } as const
  }
  const low = random.pick([LEAST, -most, -random.integer(0, most), random.integer(0, most)])
  const high = random.pick([GREATEST, most, random.integer(Math.max(low, -most), most)])
  return { dtype: 'i32', clamps: { low, high: Math.max(low, high) } } as const
}

/** Numbers of every size up to this one, and their negatives, made of x. */
function spread(random: Random, builder: ProgramBuilder, x: Operand, reach: number): Operand {
  const { dtype, shape } = builder.typeOf(x)
  // A factor for each column, so that neighbours differ in sign and size.
  const columns = shape.map((size, axis) => (axis === shape.length - 1 ? size : 1))
  const most = dtype === 'u8' ? Math.min(GREATEST, Math.ceil(reach / 100)) : 2 ** 20
  const factors = Array.from(
    { length: shape.at(-1)! },
    () => random.integer(Math.ceil(most / 4), most) * random.pick([1, -1]),
  )
  const shift = dtype === 'u8' ? 0 : Math.min(46, Math.max(0, 50 - Math.floor(Math.log2(reach))))
  return builder.step(
    'Scale',
    [x, builder.numbers(columns, factors)],
    { shift, mode: 0, grow: 0, low: -reach, high: reach },
    { dtype: 'i32', shape },
  )
}

/** x as numbers within this reach: x itself where its type says so. */
function within(random: Random, builder: ProgramBuilder, x: Operand, reach: number): Operand {
  const { dtype } = builder.typeOf(x)
  if (dtype === 'u8' && reach >= 255 && random.chance(0.3)) return x
  if (dtype === 'i32' && reach > GREATEST && random.chance(0.6)) return x
  return spread(random, builder, x, Math.min(reach, GREATEST))
}

/** How far the numbers of an operand that `within` gave can reach. */
function reachOf(builder: ProgramBuilder, x: Operand, reach: number): number {
  return builder.typeOf(x).dtype === 'u8' ? 255 : Math.min(reach, 2 ** 31)
}

/** Any reach up to this one, the largest often. */
function someReach(random: Random, most: number): number {
  const least = Math.min(most, 16)
  if (random.chance(0.4)) return most
  return Math.max(least, Math.min(most, Math.floor(2 ** (random.unit() * Math.log2(most)))))
}

/** x itself, or bytes or numbers that repeat along some axes. */
function partner(random: Random, builder: ProgramBuilder, x: Operand): Operand {
  const { shape } = builder.typeOf(x)
  if (random.chance(0.2)) return x
  const repeated = shape.map((size) => (random.chance(0.4) ? 1 : size))
  const count = elementCount(repeated)
  if (random.chance(0.3))
    return builder.weight({ dtype: 'u8', shape: repeated }, random.bytes(count))
  return builder.numbers(repeated, numbersOf(random, count))
}

function isLarge({ shape }: TensorType): boolean {
  return elementCount(shape) > LARGEST_OUTPUT
}

const addAddWide: AddStep = (random, builder, x) => {
  const operands = random.shuffle([x, partner(random, builder, x)])
  const { dtype, clamps } = saturation(random, 2 ** random.integer(1, 31))
  const sign = () => random.pick([1, 1, -1])
  return builder.step(
    'AddWide',
    operands,
    { leftSign: sign(), rightSign: sign(), grow: 0, ...clamps },
    { dtype, shape: builder.typeOf(x).shape },
  )
}

const addScale: AddStep = (random, builder, x) => {
  const bounded = within(random, builder, x, random.pick([2 ** 31, someReach(random, GREATEST)]))
  const reach = reachOf(builder, bounded, 2 ** 31)
  const { shape } = builder.typeOf(x)
  const most = Math.min(GREATEST, Math.ceil(2 ** 52 / reach) - 1)
  const shift = random.pick([0, 1, random.integer(0, 20), random.integer(0, 46)])
  const half = Math.min(most - 1, 2 ** Math.max(0, shift - 1))
  const repeated = shape.map((size) => (random.chance(0.5) ? 1 : size))
  const factors = Array.from({ length: elementCount(repeated) }, () =>
    // Half of the divisor gives ties, and its neighbours give what is next to one.
    random.pick([half, half + 1, -half + 1, anyNumber(random, most)]),
  )
  const s = random.chance(0.7)
    ? builder.numbers(repeated, factors)
    : spread(random, builder, x, most)
  const { dtype, clamps } = saturation(random, (reach * most) / 2 ** (shift + random.integer(0, 8)))
  return builder.step(
    'Scale',
    [bounded, s],
    { shift, mode: random.pick([0, 0, 1]), grow: 0, ...clamps },
    { dtype, shape },
  )
}

const addMatMulWide: AddStep = (random, builder, x) => {
  const { dtype: type, shape } = builder.typeOf(x)
  if (type !== 'u8') return undefined
  const inner = shape.at(-1)!
  const columns = random.integer(1, 40)
  const weights = random.weights(columns * inner)
  const biases: number[] = []
  for (let column = 0; column < columns; column++) {
    const row = weights.subarray(column * inner, (column + 1) * inner)
    const most = 2 ** 31 - 1 - 255 * row.reduce((sum, weight) => sum + Math.abs(weight), 0)
    biases.push(anyNumber(random, random.pick([most, Math.min(most, 100_000)])))
  }
  const multiplier = random.pick([1, 2, 65_535, random.integer(0, 65_535)])
  const multipliers = biases.map(() =>
    random.pick([multiplier, multiplier, random.integer(0, 65_535)]),
  )
  const reach = 2 ** 15 * inner * multiplier
  const shift = random.pick([0, random.integer(0, 46), Math.ceil(Math.log2(reach + 1) / 2)])
  const { dtype, clamps } = saturation(random, reach / 2 ** (shift + random.integer(-2, 8)))
  const weight = builder.weight(
    { dtype: 'i8', shape: [columns, inner] },
    new Uint8Array(weights.buffer),
  )
  return builder.step(
    'MatMulWide',
    [x, weight, builder.wideTable(biases, multipliers)],
    { inputZero: random.pick([0, 1, 128, 255]), shift: Math.min(46, shift), ...clamps },
    { dtype, shape: [...shape.slice(0, -1), columns] },
  )
}

const addBatchMatMulWide: AddStep = (random, builder, x) => {
  const { dtype: type, shape } = builder.typeOf(x)
  if (type !== 'u8' || shape.length < 2) return undefined
  const [rows, inner] = shape.slice(-2) as [number, number]
  const leading = shape.slice(0, -2)
  const rightShape = [...leading, random.integer(1, 9), inner]
  const right = random.chance(0.4)
    ? x
    : builder.weight({ dtype: 'u8', shape: rightShape }, random.bytes(elementCount(rightShape)))
  const output = [...leading, rows, builder.typeOf(right).shape.at(-2)!]
  if (elementCount(output) * inner > 100 * LARGEST_OUTPUT) return undefined
  const { dtype, clamps } = saturation(random, 2 ** random.integer(1, 16) * inner)
  return builder.step(
    'BatchMatMulWide',
    [x, right],
    {
      leftZero: random.pick([0, 5, 128, 255]),
      rightZero: random.pick([0, 7, 128, 255]),
      axis: 0,
      ...clamps,
    },
    { dtype, shape: output },
  )
}

function blockFor(random: Random, columns: number): number {
  return random.pick([1, columns, columns + 3, random.integer(1, columns), random.integer(1, 8)])
}

const addRowMax: AddStep = (random, builder, x) => {
  const absolute = random.integer(0, 1)
  const bounded = within(random, builder, x, absolute === 1 ? GREATEST : 2 ** 31)
  const { shape } = builder.typeOf(x)
  const block = blockFor(random, shape.at(-1)!)
  const { dtype, clamps } = saturation(random, 2 ** random.integer(1, 31))
  return builder.step(
    'RowMax',
    [bounded],
    { absolute, block, grow: 0, ...clamps },
    { dtype, shape: shape.with(-1, Math.ceil(shape.at(-1)! / block)) },
  )
}

const addRowSum: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  const columns = shape.at(-1)!
  const block = blockFor(random, columns)
  const most = Math.floor((2 ** 31 - 1) / Math.min(block, columns))
  const reach = someReach(random, most)
  const { dtype, clamps } = saturation(random, reach * Math.min(block, columns))
  return builder.step(
    'RowSum',
    [within(random, builder, x, reach)],
    { block, grow: 0, ...clamps },
    { dtype, shape: shape.with(-1, Math.ceil(columns / block)) },
  )
}

function norm(random: Random, builder: ProgramBuilder, x: Operand): Operand {
  const { shape } = builder.typeOf(x)
  const most = Math.min(GREATEST, Math.floor(Math.sqrt((2 ** 52 - 1) / shape.at(-1)!)))
  const numbers = spread(random, builder, x, someReach(random, most))
  return builder.step('RowNorm', [numbers], {}, { dtype: 'i32', shape: shape.with(-1, 1) })
}

const addRowNorm: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  if (random.chance(0.8) || shape.length === 6 || elementCount(shape) > 200)
    return norm(random, builder, x)
  // Rows whose squares are a square, or next to one.
  const rows = hardRows()
  const table = builder.numbers([rows.length, HARD_ROW], rows.flat())
  const output = [...shape, HARD_ROW]
  const chosen = builder.step('Gather', [x, table], {}, { dtype: 'i32', shape: output })
  return builder.step('RowNorm', [chosen], {}, { dtype: 'i32', shape: output.with(-1, 1) })
}

const addDivRow: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  if (random.chance(0.2)) {
    // Quotients that are whole, halfway, or next to either, just below 2^52.
    const [c, divisor] = [2 ** 21 - 9, random.pick([2_097_169, 2 ** 21, 3_000_017])]
    const dividends = hardDividends(c, divisor)
    const table = builder.numbers([dividends.length], dividends)
    const chosen = builder.step('Gather', [x, table], {}, { dtype: 'i32', shape })
    const rows = shape.with(-1, 1)
    const d = builder.numbers(rows, new Array<number>(elementCount(rows)).fill(divisor))
    return builder.step(
      'DivRow',
      [chosen, d],
      { c, offset: 0, mode: random.integer(0, 1), grow: 0, low: LEAST, high: GREATEST },
      { dtype: 'i32', shape },
    )
  }
  const bounded = within(random, builder, x, random.pick([2 ** 31, someReach(random, GREATEST)]))
  const reach = reachOf(builder, bounded, 2 ** 31)
  const most = Math.min(2 ** 30, Math.floor((2 ** 52 - 2 ** 31 - 1) / reach))
  const c = random.pick([1, 127, most, random.integer(1, most)].filter((factor) => factor <= most))
  const rows = shape.with(-1, 1)
  const divisors = Array.from({ length: elementCount(rows) }, () =>
    random.pick([anyNumber(random), 2 * random.integer(1, 1000), random.integer(1, 2 ** 22)]),
  )
  const d = random.chance(0.6) ? builder.numbers(rows, divisors) : norm(random, builder, x)
  const offset = random.pick([0, 128, anyNumber(random)])
  const { dtype, clamps } = saturation(random, 2 ** random.integer(1, 31))
  return builder.step(
    'DivRow',
    [bounded, d],
    { c, offset, mode: random.pick([0, 0, 1]), grow: 0, ...clamps },
    { dtype, shape },
  )
}

const addLookupWide: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  const count = random.pick([1, 2, 300, 5000])
  const reach = someReach(random, random.pick([count, GREATEST]))
  const dtype = random.pick(['u8', 'i32'] as const)
  const table =
    dtype === 'u8'
      ? builder.weight({ dtype, shape: [count] }, random.bytes(count))
      : builder.numbers([count], numbersOf(random, count))
  const base = random.integer(0, Math.min(reach, 2 ** 31 - 1 - reach)) * random.pick([1, -1])
  const numbers = spread(random, builder, x, reach)
  return builder.step('LookupWide', [numbers, table], { base, grow: 0 }, { dtype, shape })
}

const addRope: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  const columns = shape.at(-1)!
  if (columns % 2 !== 0) return undefined
  const rows = [elementCount(shape) / columns, columns]
  const flat = builder.step(
    'Reshape',
    [spread(random, builder, x, someReach(random, GREATEST))],
    { shape: rows },
    { dtype: 'i32', shape: rows },
  )
  const count = random.integer(1, 5)
  const angles = Array.from({ length: count * (columns / 2) }, () => random.unit() * 7)
  const table = builder.numbers(
    [count, columns / 2, 2],
    angles.flatMap((angle) =>
      random.chance(0.2)
        ? [random.pick([2 ** 15, -(2 ** 15), 2 ** 14]), random.pick([0, 2 ** 15, -1])]
        : [Math.round(2 ** 15 * Math.cos(angle)), Math.round(2 ** 15 * Math.sin(angle))],
    ),
  )
  const first = builder.step(
    'Slice',
    [spread(random, builder, flat, 16)],
    { starts: [0, 0], steps: [1, 1], sizes: [1, 1] },
    { dtype: 'i32', shape: [1, 1] },
  )
  const p = builder.step('Reshape', [first], { shape: [1] }, { dtype: 'i32', shape: [1] })
  const most = 2 ** random.integer(1, 31)
  return builder.step(
    'Rope',
    [flat, table, random.chance(0.7) ? p : builder.numbers([1], [random.integer(-1, count)])],
    { layout: random.integer(0, 1), low: -most, high: most - 1 },
    { dtype: 'i32', shape: rows },
  )
}

const addGather: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  const computed = random.chance(0.4)
  const rest = random.pick([[], [random.integer(1, 6)], [2, 3]])
  const count = random.pick([1, 3, 256, 300])
  const tableType: TensorType = computed
    ? builder.typeOf(x)
    : { dtype: random.pick(['u8', 'i32'] as const), shape: [count, ...rest] }
  const output = [...shape, ...tableType.shape.slice(1)]
  if (output.length > 6 || isLarge({ dtype: 'u8', shape: output })) return undefined
  const index = random.chance(0.5) ? x : spread(random, builder, x, count + 3)
  const size = elementCount(tableType.shape)
  const table = computed
    ? x
    : tableType.dtype === 'u8'
      ? builder.weight(tableType, random.bytes(size))
      : builder.numbers(tableType.shape, numbersOf(random, size))
  return builder.step('Gather', [index, table], {}, { dtype: tableType.dtype, shape: output })
}

const addCompare: AddStep = (random, builder, x) => {
  // Numbers as small as this are equal often.
  const small = random.chance(0.5) ? spread(random, builder, x, random.pick([16, 100])) : x
  const { shape } = builder.typeOf(x)
  const repeated = shape.map((size) => (random.chance(0.4) ? 1 : size))
  const other = random.chance(0.5)
    ? builder.numbers(repeated, numbersOf(random, elementCount(repeated), 20))
    : partner(random, builder, small)
  return builder.step(
    'Compare',
    random.shuffle([small, other]),
    { kind: random.integer(0, 2), grow: 0 },
    { dtype: 'u8', shape },
  )
}

const addSelect: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  const repeated = shape.map((size) => (random.chance(0.4) ? 1 : size))
  const count = elementCount(repeated)
  const other =
    dtype === 'u8'
      ? builder.weight({ dtype, shape: repeated }, random.bytes(count))
      : builder.numbers(repeated, numbersOf(random, count))
  const c = random.pick([
    () => x,
    () => addCompare(random, builder, x)!,
    () => builder.numbers(shape, numbersOf(random, elementCount(shape), 1)),
  ])()
  return builder.step('Select', [c, ...random.shuffle([x, other])], {}, { dtype, shape })
}

const addPrefixSum: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  const columns = shape.at(-1)!
  if (columns > 1024) return undefined
  const reach = someReach(random, Math.floor((2 ** 31 - 1) / columns))
  const { dtype, clamps } = saturation(random, reach * columns)
  return builder.step('PrefixSum', [within(random, builder, x, reach)], clamps, { dtype, shape })
}

/** How to add a random step of each wide op; where the op bounds its operand, the step that bounds it stands before. */
export const addWideStep = {
  AddWide: addAddWide,
  Scale: addScale,
  MatMulWide: addMatMulWide,
  BatchMatMulWide: addBatchMatMulWide,
  RowMax: addRowMax,
  RowSum: addRowSum,
  RowNorm: addRowNorm,
  DivRow: addDivRow,
  LookupWide: addLookupWide,
  Rope: addRope,
  Gather: addGather,
  Select: addSelect,
  Compare: addCompare,
  PrefixSum: addPrefixSum,
} satisfies Partial<Record<OpName, AddStep>>
