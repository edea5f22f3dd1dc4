import { HARD_ELEMENT, HARD_ROW, hardDividends, hardRows } from '../engine/hardNumbers.ts'
import type { TensorType } from '../program.ts'
import { type Build, i8, i32, u8 } from './draft.ts'

/** A program of the wide ops, and the numbers of its input. */
export interface WideDraft {
  readonly name: string
  readonly type: TensorType
  readonly numbers: readonly number[]
  readonly build: Build
}

const [LEAST, GREATEST] = [-(2 ** 31), 2 ** 31 - 1]
const everything = { low: LEAST, high: GREATEST }
const bytes = { low: 0, high: 255 }

/** The ends of an i32, numbers next to powers of two, and small ones. */
const ends = [
  LEAST,
  LEAST + 1,
  -65_537,
  -256,
  -3,
  -1,
  0,
  1,
  2,
  255,
  256,
  65_535,
  GREATEST - 1,
  GREATEST,
]

const divisor = 2_097_169
const evenDivisor = 2 ** 21
const factor = 2 ** 21 - 9

export const wideDrafts: readonly WideDraft[] = [
  {
    name: 'AddWide that repeats, with each sign, beyond 32 bits, to bytes and to numbers',
    type: i32(2, 1, 7),
    numbers: ends,
    build: (draft) => {
      const other = draft.numbers([1, 3, 1], [GREATEST, LEAST, -7])
      const few = draft.weight(
        u8(2, 1, 7),
        Uint8Array.from({ length: 14 }, (_, i) => 19 * i),
      )
      const type = i32(2, 3, 7)
      const sum = (leftSign: number, rightSign: number, clamps = everything) =>
        draft.step(
          'AddWide',
          [draft.input, other],
          { leftSign, rightSign, grow: 0, ...clamps },
          type,
        )
      return [
        sum(1, 1),
        sum(1, -1),
        sum(-1, 1, { low: -1000, high: 70_000 }),
        sum(-1, -1, { low: -5, high: GREATEST }),
        draft.step(
          'AddWide',
          [few, draft.input],
          { leftSign: 1, rightSign: -1, grow: 0, low: 3, high: 250 },
          u8(2, 1, 7),
        ),
        draft.step(
          'AddWide',
          [few, few],
          { leftSign: -1, rightSign: -1, grow: 0, low: -400, high: -2 },
          i32(2, 1, 7),
        ),
      ]
    },
  },
  {
    name: 'Scale by numbers of elements, rows and channels: ties, what is next to them, floors, and clamps',
    type: i32(3, 14),
    numbers: [
      ...ends,
      ...ends.map((_, i) => 3 * i - 20),
      ...ends.map((_, i) => (7919 * i) ** 2 % 2 ** 30),
    ],
    build: (draft) => {
      const scaled = (
        s: number[],
        shape: number[],
        shift: number,
        mode: number,
        clamps = everything,
      ) =>
        draft.step(
          'Scale',
          [draft.input, draft.numbers(shape, s)],
          { shift, mode, grow: 0, ...clamps },
          i32(3, 14),
        )
      const small = draft.step(
        'Scale',
        [draft.input, draft.numbers([1, 1], [1])],
        { shift: 20, mode: 1, grow: 0, low: -2048, high: 2047 },
        i32(3, 14),
      )
      return [
        scaled([1], [1, 1], 1, 0),
        scaled([1], [1, 1], 1, 1),
        scaled([2 ** 17, 2 ** 17 + 1, 2 ** 17 - 1], [3, 1], 18, 0),
        scaled(
          Array.from({ length: 14 }, (_, i) => (i - 7) * 149_000 + 1),
          [1, 14],
          20,
          0,
        ),
        scaled([2 ** 21 - 1, 1 - 2 ** 21, 5], [3, 1], 46, 0),
        scaled([2 ** 21 - 1], [1, 1], 46, 1),
        scaled([2 ** 21 - 1, -1, -3], [3, 1], 0, 0),
        draft.step(
          'Scale',
          [small, small],
          { shift: 3, mode: 0, grow: 0, low: 9, high: 201 },
          u8(3, 14),
        ),
        draft.step(
          'Scale',
          [
            draft.weight(u8(2, 5), Uint8Array.of(0, 1, 2, 3, 4, 5, 127, 128, 254, 255)),
            draft.numbers([2, 1], [GREATEST, LEAST]),
          ],
          { shift: 31, mode: 0, grow: 0, ...everything },
          i32(2, 5),
        ),
      ]
    },
  },
  {
    name: 'MatMulWide: ties, what is next to them, multipliers of 0 and 65,535, over pages',
    type: u8(2, 3, 70),
    numbers: Array.from({ length: 420 }, (_, i) => (i * 104_729) % 256),
    build: (draft) => {
      const byte = draft.step('Reshape', [draft.input], { shape: [420, 1] }, u8(420, 1))
      const one = draft.weight(i8(6, 1), new Uint8Array(6).fill(1))
      const biases = [0, 1, -128, 2 ** 30, -(2 ** 30), 2 ** 31 - 256]
      return [
        draft.step(
          'MatMulWide',
          [
            draft.input,
            draft.drawn(i8(40, 70)),
            draft.wideTable(
              Array.from({ length: 40 }, (_, i) => (i - 20) * 9001),
              Array.from({ length: 40 }, (_, i) => [65_535, 0, 1, 40_000][i % 4]!),
            ),
          ],
          { inputZero: 128, shift: 20, low: -9000, high: 9000 },
          i32(2, 3, 40),
        ),
        draft.step(
          'MatMulWide',
          [byte, one, draft.wideTable(biases, [1, 32_768, 32_767, 3, 1, 65_535])],
          { inputZero: 0, shift: 16, ...everything },
          i32(420, 6),
        ),
        draft.step(
          'MatMulWide',
          [byte, one, draft.wideTable(biases, [1, 1, 1, 1, 1, 1])],
          { inputZero: 255, shift: 0, ...everything },
          i32(420, 6),
        ),
        draft.step(
          'MatMulWide',
          [byte, one, draft.wideTable([0, 1, 2, 3, 4, 5], [1, 1, 3, 5, 7, 9])],
          { inputZero: 7, shift: 1, low: 10, high: 240 },
          u8(420, 6),
        ),
      ]
    },
  },
  {
    name: 'BatchMatMulWide with unequal zeros in four batches, both ways, clamped',
    type: u8(2, 2, 3, 5),
    numbers: Array.from({ length: 60 }, (_, i) => (i * 7919) % 256),
    build: (draft) => {
      const right = draft.drawn(u8(2, 2, 4, 5))
      return [
        draft.step(
          'BatchMatMulWide',
          [draft.input, right],
          { leftZero: 130, rightZero: 97, axis: 0, ...everything },
          i32(2, 2, 3, 4),
        ),
        draft.step(
          'BatchMatMulWide',
          [right, draft.input],
          { leftZero: 3, rightZero: 250, axis: 0, low: -20_000, high: 3 },
          i32(2, 2, 4, 3),
        ),
        draft.step(
          'BatchMatMulWide',
          [draft.input, draft.input],
          { leftZero: 128, rightZero: 128, axis: 0, low: 5, high: 205 },
          u8(2, 2, 3, 3),
        ),
      ]
    },
  },
  {
    name: 'RowMax and RowSum of rows over pages and of blocks of which the last is shorter',
    type: i32(2, 90),
    numbers: Array.from(
      { length: 180 },
      (_, i) => ((i * 104_729) % 2001) - 1000 + (i % 60 === 7 ? 3_000_000 : 0),
    ),
    build: (draft) => {
      const limited = draft.step(
        'AddWide',
        [draft.input, draft.numbers([1, 1], [-17])],
        { leftSign: 1, rightSign: 1, grow: 0, low: -2_000_000, high: 1_900_000 },
        i32(2, 90),
      )
      const few = draft.drawn(u8(2, 90))
      const max = (
        x: typeof few,
        absolute: number,
        block: number,
        dtype: 'u8' | 'i32',
        clamps = everything,
      ) =>
        draft.step(
          'RowMax',
          [x],
          { absolute, block, grow: 0, ...clamps },
          { dtype, shape: [2, Math.ceil(90 / block)] },
        )
      const sum = (x: typeof few, block: number, dtype: 'u8' | 'i32', clamps = everything) =>
        draft.step(
          'RowSum',
          [x],
          { block, grow: 0, ...clamps },
          { dtype, shape: [2, Math.ceil(90 / block)] },
        )
      return [
        max(draft.input, 0, 90, 'i32'),
        max(limited, 1, 7, 'i32'),
        max(limited, 0, 1, 'i32', { low: -900, high: 5000 }),
        max(few, 1, 100, 'i32'),
        max(few, 0, 45, 'u8', { low: 2, high: 250 }),
        max(draft.weight(u8(2, 90), new Uint8Array(180)), 1, 50, 'i32'),
        sum(limited, 90, 'i32'),
        sum(limited, 64, 'i32', { low: -3, high: 70 }),
        sum(few, 8, 'i32'),
        sum(few, 1, 'u8', bytes),
      ]
    },
  },
  {
    name: 'RowNorm of rows next to a square, of nothing, and of one element',
    type: i32(21, HARD_ROW),
    numbers: hardRows().flat(),
    build: (draft) => {
      const limited = draft.step(
        'AddWide',
        [draft.input, draft.numbers([1, 1], [0])],
        { leftSign: 1, rightSign: 1, grow: 0, low: -HARD_ELEMENT, high: HARD_ELEMENT },
        i32(21, HARD_ROW),
      )
      return [
        draft.step('RowNorm', [limited], {}, i32(21, 1)),
        draft.step('RowNorm', [draft.numbers([2, 3], [0, 0, 0, 0, -1, 0])], {}, i32(2, 1)),
        draft.step('RowNorm', [draft.numbers([4, 1], [-5, 0, 1, 2 ** 26 - 1])], {}, i32(4, 1)),
      ]
    },
  },
  {
    name: 'DivRow: ties and what is next to them below 2^52, floors, divisors below 1, and row quantization',
    type: i32(4, 12),
    numbers: [
      ...hardDividends(factor, divisor),
      ...hardDividends(factor, evenDivisor),
      ...hardDividends(1, 2),
      ...hardDividends(1, 7),
    ],
    build: (draft) => {
      const divisors = draft.numbers([4, 1], [divisor, evenDivisor, 2, 7])
      const few = draft.numbers([4, 1], [0, -3, 1, LEAST])
      const div = (c: number, offset: number, mode: number, d = divisors, clamps = everything) =>
        draft.step('DivRow', [draft.input, d], { c, offset, mode, grow: 0, ...clamps }, i32(4, 12))
      const limited = draft.step(
        'AddWide',
        [draft.input, draft.numbers([1, 1], [0])],
        { leftSign: 1, rightSign: 1, grow: 0, low: -1_000_000, high: 1_000_000 },
        i32(4, 12),
      )
      const largest = draft.step(
        'RowMax',
        [limited],
        { absolute: 1, block: 12, grow: 0, ...everything },
        i32(4, 1),
      )
      return [
        div(factor, 0, 0),
        div(factor, 0, 1),
        div(1, GREATEST, 0),
        div(1, LEAST, 1),
        div(1, -5, 0, few),
        div(3, 0, 1, few, { low: -77, high: 1_000_000 }),
        draft.step(
          'DivRow',
          [limited, largest],
          { c: 127, offset: 128, mode: 0, grow: 0, ...bytes },
          u8(4, 12),
        ),
        draft.step(
          'DivRow',
          [draft.drawn(u8(4, 12)), divisors],
          { c: 2 ** 30, offset: 0, mode: 0, grow: 0, ...everything },
          i32(4, 12),
        ),
        // Divisors over pages.
        draft.step(
          'DivRow',
          [
            draft.drawn(u8(130, 3)),
            draft.numbers(
              [130, 1],
              Array.from({ length: 130 }, (_, i) => i - 4),
            ),
          ],
          { c: 100, offset: 0, mode: 0, grow: 0, ...everything },
          i32(130, 3),
        ),
      ]
    },
  },
  {
    name: 'LookupWide below, within and beyond its table, of bytes and of numbers, over pages',
    type: i32(5, 9),
    numbers: Array.from({ length: 45 }, (_, i) => (i < 14 ? ends[i]! : 17 * i - 300)),
    build: (draft) => {
      const limited = draft.step(
        'AddWide',
        [draft.input, draft.numbers([1, 1], [0])],
        { leftSign: 1, rightSign: 1, grow: 0, low: -400, high: 450 },
        i32(5, 9),
      )
      return [
        draft.step(
          'LookupWide',
          [draft.input, draft.drawn(u8(300))],
          { base: 0, grow: 0 },
          u8(5, 9),
        ),
        draft.step(
          'LookupWide',
          [limited, draft.drawn(i32(700))],
          { base: -350, grow: 0 },
          i32(5, 9),
        ),
        draft.step('LookupWide', [limited, draft.drawn(i32(1))], { base: 449, grow: 0 }, i32(5, 9)),
      ]
    },
  },
  {
    name: 'Rope of pairs and of halves, at positions within the table and beyond it',
    type: i32(3, 8),
    numbers: Array.from({ length: 24 }, (_, i) => (i < 14 ? ends[i]! : ((i * 7919) % 4001) - 2000)),
    build: (draft) => {
      const angles = Array.from({ length: 5 * 4 }, (_, i) => (i * 37) % 83)
      const table = draft.numbers(
        [5, 4, 2],
        angles.flatMap((angle, i) =>
          i === 3
            ? [2 ** 15, -(2 ** 15)]
            : [Math.round(2 ** 15 * Math.cos(angle)), Math.round(2 ** 15 * Math.sin(angle))],
        ),
      )
      const third = draft.step(
        'Slice',
        [draft.input],
        { starts: [0, 7], steps: [1, 1], sizes: [1, 1] },
        i32(1, 1),
      )
      const p = draft.step('Reshape', [third], { shape: [1] }, i32(1))
      const wide = draft.drawn(i32(2, 64))
      const pages = draft.numbers(
        [3, 32, 2],
        Array.from({ length: 192 }, (_, i) => ((i * 7919) % 65_537) - 2 ** 15),
      )
      const turn = (layout: number, at: typeof p, clamps = everything) =>
        draft.step('Rope', [draft.input, table, at], { layout, ...clamps }, i32(3, 8))
      return [
        turn(0, p),
        turn(1, p),
        turn(0, draft.numbers([1], [-9]), { low: -1500, high: 70_000 }),
        turn(1, draft.numbers([1], [GREATEST]), { low: -70_000, high: 3 }),
        turn(0, draft.numbers([1], [0])),
        // Rows of a page each, of x and of the table.
        ...[0, 1].map((layout) =>
          draft.step('Rope', [wide, pages, p], { layout, ...everything }, i32(2, 64)),
        ),
        draft.step(
          'Rope',
          [wide, pages, draft.numbers([1], [1])],
          { layout: 1, ...everything },
          i32(2, 64),
        ),
      ]
    },
  },
  {
    name: 'Gather of rows and of single numbers, out of weights, the input and steps',
    type: i32(4, 5),
    numbers: [...ends, -2, 3, 4, 1, 0, 5],
    build: (draft) => {
      const index = draft.weight(u8(2, 3), Uint8Array.of(0, 1, 2, 3, 4, 255))
      const turned = draft.step('Transpose', [draft.input], { permutation: [1, 0] }, i32(5, 4))
      return [
        draft.step('Gather', [index, draft.input], {}, i32(2, 3, 5)),
        draft.step('Gather', [draft.input, draft.drawn(u8(3, 2, 2))], {}, u8(4, 5, 2, 2)),
        draft.step('Gather', [draft.input, draft.drawn(i32(150))], {}, i32(4, 5)),
        draft.step('Gather', [draft.numbers([3], [-1, 2, 9]), turned], {}, i32(3, 4)),
      ]
    },
  },
  {
    name: 'Compare in each way, and Select by bytes and by numbers, which repeat',
    type: i32(2, 7),
    numbers: ends,
    build: (draft) => {
      const other = draft.numbers([1, 7], [LEAST, -256, 0, 1, 255, GREATEST, GREATEST])
      const few = draft.weight(u8(2, 1), Uint8Array.of(255, 1))
      const compare = (kind: number, operands: Parameters<typeof draft.step>[1]) =>
        draft.step('Compare', operands, { kind, grow: 0 }, u8(2, 7))
      const less = compare(0, [draft.input, other])
      return [
        less,
        compare(1, [draft.input, other]),
        compare(2, [draft.input, other]),
        compare(0, [few, draft.input]),
        draft.step('Select', [less, draft.input, other], {}, i32(2, 7)),
        draft.step('Select', [draft.input, few, draft.drawn(u8(1, 7))], {}, u8(2, 7)),
      ]
    },
  },
  {
    name: 'PrefixSum over a page, of numbers and of bytes, clamped',
    type: i32(2, 80),
    numbers: Array.from({ length: 160 }, (_, i) => ((i * 104_729) % 20_001) - 10_000),
    build: (draft) => {
      const limited = draft.step(
        'AddWide',
        [draft.input, draft.numbers([1, 1], [1])],
        { leftSign: 1, rightSign: 1, grow: 0, low: -9000, high: 9500 },
        i32(2, 80),
      )
      return [
        draft.step('PrefixSum', [limited], everything, i32(2, 80)),
        draft.step('PrefixSum', [limited], { low: -5000, high: 12_000 }, i32(2, 80)),
        draft.step('PrefixSum', [draft.drawn(u8(3, 5))], bytes, u8(3, 5)),
      ]
    },
  },
]
