import { nearTies } from '../engine/probe.ts'
import { multiplierBits, ONE } from '../ops/requantize.ts'
import {
  byteLength,
  bytesPerElement,
  elementCount,
  type Program,
  type TensorType,
} from '../program.ts'
import { type Build, Draft, evenBytes, i8, i32, i32Bytes, u8 } from './draft.ts'
import { Random } from './random.ts'
import { randomProgram } from './randomProgram.ts'
import { sampleProgram } from './sampleProgram.ts'
import { wideDrafts } from './wideDrafts.ts'

/** A program for the golden vectors, and an input of it. */
export interface VectorProgram {
  readonly name: string
  readonly program: Program
  readonly input: Uint8Array
}

const whole = { outputZero: 0, low: 0, high: 255 }

const drafts: readonly (readonly [name: string, input: TensorType, Build])[] = [
  [
    'Conv2d with two groups of 4, dilations 2 and 3, other strides and pads on each side',
    u8(2, 9, 12, 8),
    (draft) => [
      draft.step(
        'Conv2d',
        [
          draft.input,
          draft.drawn(i8(6, 3, 2, 4)),
          draft.table(6, 20_000, [0.0021, 0.0039, 0.00101]),
        ],
        {
          strides: [2, 3],
          pads: [2, 3, 1, 0],
          dilations: [2, 3],
          groups: 2,
          inputZero: 131,
          outputZero: 101,
          low: 20,
          high: 231,
        },
        u8(2, 4, 4, 6),
      ),
    ],
  ],
  [
    'Conv2d by depth with sums, two outputs a channel, and windows of nothing but padding',
    u8(1, 3, 4, 3),
    (draft) => [
      draft.step(
        'Conv2d',
        [draft.input, draft.drawn(i8(6, 2, 1, 1)), draft.table(6, 2 ** 30, [1])],
        {
          strides: [1, 2],
          pads: [3, 2, 0, 1],
          dilations: [1, 1],
          groups: 3,
          inputZero: 7,
          ...whole,
        },
        i32(1, 5, 4, 6),
      ),
    ],
  ],
  [
    'Conv2d whose sums pass 2^24, and others that do not',
    u8(1, 2, 2, 300),
    (draft) => [
      draft.step(
        'Conv2d',
        [
          draft.input,
          draft.drawn(i8(3, 1, 2, 300)),
          draft.channelTable([2 ** 30, -(2 ** 30), 9_000_000], [2.3e-7, 1.1e-7, 2 ** -16]),
        ],
        {
          strides: [1, 1],
          pads: [0, 0, 0, 0],
          dilations: [1, 1],
          groups: 1,
          inputZero: 0,
          ...whole,
          outputZero: 15,
        },
        u8(1, 2, 1, 3),
      ),
      draft.step(
        'Conv2d',
        [
          draft.input,
          draft.weight(
            i8(3, 1, 1, 300),
            new Uint8Array(900).map((_, i) => i % 3),
          ),
          draft.channelTable([2 ** 22, 3_000_000, -5], [3e-5, 7e-5, 2 ** -9]),
        ],
        {
          strides: [1, 1],
          pads: [0, 0, 0, 0],
          dilations: [1, 1],
          groups: 1,
          inputZero: 0,
          ...whole,
        },
        u8(1, 2, 2, 3),
      ),
    ],
  ],
  [
    'Conv2d over pages: 40 channels, of an image that is higher than wide',
    u8(2, 11, 5, 6),
    (draft) => [
      draft.step(
        'Conv2d',
        [draft.input, draft.drawn(i8(40, 2, 3, 3)), draft.table(40, 9000, [0.0031, 2 ** -9])],
        {
          strides: [3, 1],
          pads: [0, 1, 3, 2],
          dilations: [1, 1],
          groups: 2,
          inputZero: 60,
          ...whole,
          outputZero: 77,
        },
        u8(2, 5, 6, 40),
      ),
    ],
  ],
  [
    'MatMul and BatchMatMul over pages, with 40 columns',
    u8(2, 3, 70),
    (draft) => {
      const layer = draft.step(
        'MatMul',
        [draft.input, draft.drawn(i8(40, 70)), draft.table(40, 9000, [0.0023, 2 ** -10])],
        { inputZero: 100, ...whole, outputZero: 127 },
        u8(2, 3, 40),
      )
      const products = draft.step(
        'BatchMatMul',
        [draft.input, draft.drawn(u8(2, 5, 70))],
        { leftZero: 110, rightZero: 140, multiplier: ONE, ...whole },
        i32(2, 3, 5),
      )
      return [products, layer]
    },
  ],
  [
    'MatMul with rows over pages, ties, and clamps',
    u8(2, 3, 300),
    (draft) => [
      draft.step(
        'MatMul',
        [draft.input, draft.drawn(i8(5, 300)), draft.table(5, 90_000, [0.0005, 0.0011, 2 ** -12])],
        { inputZero: 127, outputZero: 88, low: 33, high: 199 },
        u8(2, 3, 5),
      ),
      draft.step(
        'MatMul',
        [
          draft.input,
          draft.weight(
            i8(4, 300),
            new Uint8Array(1200).map((_, i) => (i % 37 === 0 ? 1 : 0)),
          ),
          draft.channelTable([1, -601, 3, -600], [0.5, 0.5, 0.25, 0.125]),
        ],
        { inputZero: 9, ...whole, outputZero: 3 },
        u8(2, 3, 4),
      ),
    ],
  ],
  [
    'MatMul whose three roundings each decide: of sums beyond 2^24, of products to ties, and of ties',
    u8(120, 1),
    (draft) => [
      draft.step(
        'MatMul',
        [
          draft.input,
          draft.weight(i8(nearTies.length, 1), new Uint8Array(nearTies.length).fill(1)),
          draft.channelTable(
            nearTies.map(([bias]) => bias),
            nearTies.map(([, multiplier]) => multiplier),
          ),
        ],
        { inputZero: 3, ...whole, outputZero: 100 },
        u8(120, nearTies.length),
      ),
    ],
  ],
  [
    'MatMul of one row with sums, as the second of two outputs that stand in the other order',
    u8(70),
    (draft) => {
      const sums = draft.step(
        'MatMul',
        [draft.input, draft.drawn(i8(9, 70)), draft.table(9, 2 ** 29, [1])],
        { inputZero: 200, ...whole },
        i32(9),
      )
      const bytes = draft.step(
        'MatMul',
        [draft.input, draft.drawn(i8(6, 70)), draft.table(6, 5000, [0.0019])],
        { inputZero: 0, ...whole, outputZero: 128 },
        u8(6),
      )
      return [bytes, sums]
    },
  ],
  [
    'BatchMatMul with unequal zeros in four batches, both ways, and three outputs',
    u8(2, 2, 3, 5),
    (draft) => {
      const right = draft.drawn(u8(2, 2, 4, 5))
      const bytes = draft.step(
        'BatchMatMul',
        [draft.input, right],
        {
          leftZero: 130,
          rightZero: 97,
          multiplier: multiplierBits(0.0041),
          outputZero: 121,
          low: 11,
          high: 240,
        },
        u8(2, 2, 3, 4),
      )
      const sums = draft.step(
        'BatchMatMul',
        [right, draft.input],
        { leftZero: 3, rightZero: 250, multiplier: ONE, ...whole },
        i32(2, 2, 4, 3),
      )
      const squares = draft.step(
        'BatchMatMul',
        [draft.input, draft.input],
        {
          leftZero: 128,
          rightZero: 127,
          multiplier: multiplierBits(2 ** -7),
          ...whole,
          outputZero: 60,
        },
        u8(2, 2, 3, 3),
      )
      return [squares, bytes, sums]
    },
  ],
  [
    'Add that repeats along axes of both, with ties, odd output zeros, and a negative multiplier',
    u8(2, 1, 9),
    (draft) => {
      const right = draft.drawn(u8(1, 4, 9))
      const clamps = { low: 0, high: 255 }
      return [
        draft.step(
          'Add',
          [draft.input, right],
          {
            leftZero: 3,
            leftMultiplier: 1,
            rightZero: 5,
            rightMultiplier: 1,
            shift: 1,
            outputZero: 7,
            ...clamps,
          },
          u8(2, 4, 9),
        ),
        draft.step(
          'Add',
          [right, draft.input],
          {
            leftZero: 128,
            leftMultiplier: 31,
            rightZero: 120,
            rightMultiplier: -19,
            shift: 5,
            outputZero: 111,
            low: 60,
            high: 170,
          },
          u8(2, 4, 9),
        ),
        draft.step(
          'Add',
          [draft.input, draft.input],
          {
            leftZero: 0,
            leftMultiplier: 3,
            rightZero: 0,
            rightMultiplier: -5,
            shift: 2,
            outputZero: 201,
            ...clamps,
          },
          u8(2, 1, 9),
        ),
      ]
    },
  ],
  [
    'Mul that repeats along axes of both, with ties and odd output zeros',
    u8(3, 1, 7),
    (draft) => {
      const right = draft.drawn(u8(1, 4, 7))
      return [
        draft.step(
          'Mul',
          [draft.input, right],
          {
            leftZero: 128,
            rightZero: 125,
            multiplier: 3,
            shift: 8,
            outputZero: 127,
            low: 12,
            high: 230,
          },
          u8(3, 4, 7),
        ),
        draft.step(
          'Mul',
          [right, draft.drawn(u8(3, 1, 1))],
          { leftZero: 120, rightZero: 124, multiplier: 1, shift: 1, ...whole, outputZero: 5 },
          u8(3, 4, 7),
        ),
      ]
    },
  ],
  [
    'Lookup of the input, and of what was looked up',
    u8(3, 120),
    (draft) => {
      const bytes = draft.random.shuffle([...Array(256).keys()])
      const table = draft.weight(u8(256), Uint8Array.from(bytes))
      const first = draft.step('Lookup', [draft.input, table], {}, u8(3, 120))
      return [draft.step('Lookup', [first, table], {}, u8(3, 120))]
    },
  ],
  [
    'MaxPool with dilations 2 and 3, other strides, and pads on each side',
    u8(2, 10, 7, 3),
    (draft) => [
      draft.step(
        'MaxPool',
        [draft.input],
        { kernel: [3, 2], strides: [2, 3], pads: [1, 2, 2, 0], dilations: [2, 3] },
        u8(2, 5, 2, 3),
      ),
      draft.step(
        'MaxPool',
        [draft.input],
        { kernel: [1, 4], strides: [3, 2], pads: [0, 1, 0, 3], dilations: [1, 1] },
        u8(2, 4, 4, 3),
      ),
    ],
  ],
  [
    'Concat along an inner axis, of the input, a weight and steps, of bytes and of sums',
    u8(2, 3, 4),
    (draft) => {
      const turned = draft.step('Transpose', [draft.input], { permutation: [0, 2, 1] }, u8(2, 4, 3))
      const back = draft.step('Reshape', [turned], { shape: [2, 3, 4] }, u8(2, 3, 4))
      const joined = draft.step(
        'Concat',
        [back, draft.drawn(u8(2, 1, 4)), draft.input, draft.drawn(u8(2, 2, 4))],
        { axis: 1 },
        u8(2, 9, 4),
      )
      const first = draft.step('ArgMax', [draft.input], {}, i32(2, 3))
      const sums = draft.step('Concat', [draft.drawn(i32(1, 3)), first], { axis: 0 }, i32(3, 3))
      const last = draft.step('Concat', [turned, turned], { axis: 2 }, u8(2, 4, 6))
      return [joined, sums, last]
    },
  ],
  [
    'Slice with steps along every axis, of an i32 input and of bytes',
    i32(5, 7, 4),
    (draft) => [
      draft.step(
        'Slice',
        [draft.input],
        { starts: [1, 2, 0], steps: [2, 3, 3], sizes: [2, 2, 2] },
        i32(2, 2, 2),
      ),
      draft.step(
        'Slice',
        [draft.drawn(u8(30, 11))],
        { starts: [3, 1], steps: [5, 4], sizes: [6, 3] },
        u8(6, 3),
      ),
    ],
  ],
  [
    'Pad with other widths on each side of three axes',
    u8(3, 2, 4),
    (draft) => [
      draft.step(
        'Pad',
        [draft.input],
        { begins: [1, 0, 2], ends: [0, 3, 1], value: 77 },
        u8(4, 5, 7),
      ),
    ],
  ],
  [
    'MaxPool over the last row of each of two images, and padding behind it',
    u8(2, 4, 3, 1),
    (draft) => [
      draft.step(
        'MaxPool',
        [draft.input],
        { kernel: [2, 1], strides: [1, 1], pads: [0, 0, 1, 0], dilations: [1, 1] },
        u8(2, 4, 3, 1),
      ),
    ],
  ],
  [
    'Pad behind the last element only, and a sum of a later step and an earlier one',
    u8(3, 5),
    (draft) => {
      const padded = draft.step(
        'Pad',
        [draft.input],
        { begins: [0, 0], ends: [1, 2], value: 9 },
        u8(4, 7),
      )
      const again = draft.step(
        'Slice',
        [padded],
        { starts: [0, 0], steps: [1, 1], sizes: [4, 7] },
        u8(4, 7),
      )
      const sum = draft.step(
        'Add',
        [again, padded],
        {
          leftZero: 3,
          leftMultiplier: 5,
          rightZero: 60,
          rightMultiplier: -2,
          shift: 3,
          ...whole,
        },
        u8(4, 7),
      )
      return [padded, sum]
    },
  ],
  [
    'Reshape of an i32 input',
    i32(5, 3, 6),
    (draft) => [
      draft.step('Reshape', [draft.input], { shape: [2, 3, 15, 1] }, i32(2, 3, 15, 1)),
      draft.step('Reshape', [draft.input], { shape: [90] }, i32(90)),
    ],
  ],
  [
    'Transpose that is not its own inverse, of rank 3 and 4, of bytes and of an i32 input',
    i32(3, 4, 5),
    (draft) => {
      const turned = draft.step(
        'Transpose',
        [draft.input],
        { permutation: [1, 2, 0] },
        i32(4, 5, 3),
      )
      return [
        draft.step('Transpose', [turned], { permutation: [2, 0, 1] }, i32(3, 4, 5)),
        draft.step(
          'Transpose',
          [draft.drawn(u8(2, 3, 4, 5))],
          { permutation: [2, 0, 3, 1] },
          u8(4, 2, 5, 3),
        ),
        turned,
      ]
    },
  ],
  [
    'Resize up and down by factors that are not whole, over pages',
    u8(2, 13, 9, 5),
    (draft) => [
      draft.step('Resize', [draft.input], { height: 17, width: 4 }, u8(2, 17, 4, 5)),
      draft.step('Resize', [draft.input], { height: 5, width: 11 }, u8(2, 5, 11, 5)),
    ],
  ],
  [
    'Softmax over rows of 7, where half of an odd sum decides',
    u8(3, 7),
    (draft) => {
      const ones = draft.weight(i32(256), i32Bytes(new Array<number>(256).fill(1)))
      const few = Array.from({ length: 256 }, (_, d) => (d === 0 ? 3 : d % 3))
      return [
        draft.step('Softmax', [draft.input, ones], {}, u8(3, 7)),
        draft.step('Softmax', [draft.input, draft.weight(i32(256), i32Bytes(few))], {}, u8(3, 7)),
      ]
    },
  ],
  [
    'Softmax over rows, with a table that falls, and one that does not',
    u8(2, 2, 90),
    (draft) => {
      const falling = Array.from({ length: 256 }, (_, d) => Math.round(32767 * 0.97 ** d))
      const other = Array.from({ length: 256 }, (_, d) => (d * 7919) % 32768 || 1)
      return [
        draft.step(
          'Softmax',
          [draft.input, draft.weight(i32(256), i32Bytes(falling))],
          {},
          u8(2, 2, 90),
        ),
        draft.step(
          'Softmax',
          [draft.input, draft.weight(i32(256), i32Bytes(other))],
          {},
          u8(2, 2, 90),
        ),
      ]
    },
  ],
  [
    'ArgMax where the largest stands twice, of bytes and of sums below zero',
    u8(2, 3, 90),
    (draft) => {
      const few = draft.weight(
        u8(256),
        Uint8Array.from({ length: 256 }, (_, i) => i >> 5),
      )
      const steps = draft.step('Lookup', [draft.input, few], {}, u8(2, 3, 90))
      const sums = draft.step(
        'MatMul',
        [draft.input, draft.drawn(i8(5, 90)), draft.table(5, 1000, [1])],
        { inputZero: 255, ...whole },
        i32(2, 3, 5),
      )
      return [
        draft.step('ArgMax', [steps], {}, i32(2, 3)),
        draft.step('ArgMax', [sums], {}, i32(2, 3)),
        draft.step('ArgMax', [draft.drawn(i32(4, 70))], {}, i32(4)),
      ]
    },
  ],
  [
    'Embedding by bytes, of which some are after the last row, and by an i32 input',
    i32(2, 6),
    (draft) => {
      const table = draft.drawn(u8(150, 5))
      return [
        draft.step('Embedding', [draft.input, table], {}, u8(2, 6, 5)),
        draft.step('Embedding', [draft.drawn(u8(7)), table], {}, u8(7, 5)),
        // Rows of more than a page, so that reading the row beside shows.
        draft.step(
          'Embedding',
          [draft.weight(i32(4), i32Bytes([-5, 0, 4, 9])), draft.drawn(u8(5, 260))],
          {},
          u8(4, 260),
        ),
      ]
    },
  ],
]

/** Indices into tables and beyond them, and numbers of every size. */
function i32Input(random: Random, count: number): Uint8Array {
  const most = 2 ** 31
  return i32Bytes(
    Array.from({ length: count }, () =>
      random.pick([
        random.integer(-3, 160),
        random.integer(0, 149),
        random.integer(-most, most - 1),
      ]),
    ),
  )
}

/** The programs of the golden vectors: some made for what is easily read wrong, some drawn. */
export function vectorPrograms(): VectorProgram[] {
  const programs: VectorProgram[] = [
    { name: 'the sample', program: sampleProgram(), input: evenBytes(new Random(1), 192) },
  ]
  for (const [i, [name, type, build]] of drafts.entries()) {
    const random = new Random(100 + i)
    const draft = new Draft(type, random)
    const program = draft.finish(build(draft))
    const count = elementCount(type.shape)
    const input = type.dtype === 'i32' ? i32Input(random, count) : evenBytes(random, count)
    programs.push({ name, program, input })
  }
  for (const [i, { name, type, numbers, build }] of wideDrafts.entries()) {
    const random = new Random(200 + i)
    const draft = new Draft(type, random)
    const program = draft.finish(build(draft))
    const input = type.dtype === 'i32' ? i32Bytes(numbers) : Uint8Array.from(numbers)
    programs.push({ name, program, input })
  }
  for (let seed = 1, drawn = 0; drawn < 6; seed++) {
    const random = new Random(seed)
    const program = randomProgram(random, 7)
    const weights = program.weights.reduce((sum, { data }) => sum + data.length, 0)
    const produced = program.steps.reduce((sum, { output }) => sum + byteLength(output), 0)
    if (weights > 4000 || produced > 4000) continue
    const count = elementCount(program.input.shape) * bytesPerElement[program.input.dtype]
    programs.push({ name: `drawn from seed ${seed}`, program, input: evenBytes(random, count) })
    drawn++
  }
  return programs
}
