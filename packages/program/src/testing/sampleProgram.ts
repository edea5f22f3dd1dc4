import { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Program } from '../program.ts'

/** A small classifier that uses the ops which real ones are made of; always the same. */
export function sampleProgram(): Program {
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, 8, 8, 3] })
  const i8 = (shape: readonly number[], factor: number) => {
    const count = shape.reduce((product, size) => product * size, 1)
    const values = Int8Array.from({ length: count }, (_, i) => ((i * factor) % 255) - 127)
    return builder.weight({ dtype: 'i8', shape }, new Uint8Array(values.buffer))
  }
  const window = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] } as const
  const bytes = { outputZero: 0, low: 0, high: 255 }
  const table = (channels: number, multiplier: number) =>
    builder.channelTable(
      Array.from({ length: channels }, (_, i) => 1000 * i - 2000),
      Array.from({ length: channels }, (_, i) => multiplier / (1 + (i % 2))),
    )
  const first = builder.step(
    'Conv2d',
    [builder.input, i8([4, 3, 3, 3], 7919), table(4, 1 / 470)],
    { ...window, groups: 1, inputZero: 128, ...bytes, outputZero: 100 },
    { dtype: 'u8', shape: [1, 8, 8, 4] },
  )
  const second = builder.step(
    'Conv2d',
    [first, i8([4, 3, 3, 1], 104729), table(4, 1 / 230)],
    { ...window, groups: 4, inputZero: 100, ...bytes, low: 20, high: 240 },
    { dtype: 'u8', shape: [1, 8, 8, 4] },
  )
  const sum = builder.step(
    'Add',
    [first, second],
    {
      leftZero: 100,
      leftMultiplier: 77,
      rightZero: 0,
      rightMultiplier: -33,
      shift: 6,
      ...bytes,
      outputZero: 60,
    },
    { dtype: 'u8', shape: [1, 8, 8, 4] },
  )
  const pooled = builder.step(
    'MaxPool',
    [sum],
    { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1] },
    { dtype: 'u8', shape: [1, 4, 4, 4] },
  )
  const flat = builder.step(
    'Reshape',
    [pooled],
    { shape: [1, 64] },
    { dtype: 'u8', shape: [1, 64] },
  )
  const logits = builder.step(
    'MatMul',
    [flat, i8([10, 64], 31), builder.channelTable(Array(10).fill(-5), Array(10).fill(1))],
    { inputZero: 60, ...bytes },
    { dtype: 'i32', shape: [1, 10] },
  )
  return builder.finish([logits])
}
