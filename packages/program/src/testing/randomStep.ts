import {
  GREATEST_MULTIPLIER,
  LEAST_MULTIPLIER,
  multiplierBits,
  multiplierOf,
} from '../ops/requantize.ts'
import { windowOutput } from '../ops/window.ts'
import type { ProgramBuilder } from '../ProgramBuilder.ts'
import { bytesPerElement, elementCount, type Operand, type OpName } from '../program.ts'
import { type AddStep, LARGEST_OUTPUT } from './addStep.ts'
import type { Random } from './random.ts'
import { addWideStep } from './randomWideStep.ts'

function requantize(random: Random) {
  const clamped = random.chance(0.3)
  const low = clamped ? random.integer(0, 128) : 0
  return {
    outputZero: random.pick([0, 0, 3, 127, 128, 255]),
    low,
    high: clamped ? random.integer(low, 255) : 255,
  }
}

const rawOutput = { outputZero: 0, low: 0, high: 255 }

function i32Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer)
}

/**
 * A multiplier for sums up to this: one that fills a byte's range or a part of it, one whose products often are ties, or any that
 * there may be.
 */
function multiplier(random: Random, reach: number): number {
  const fitting = 255 / (reach + 1)
  if (random.chance(0.1)) return multiplierOf(random.integer(LEAST_MULTIPLIER, GREATEST_MULTIPLIER))
  if (random.chance(0.3))
    return (
      random.pick([1, 1, 3, 5, 127]) * 2 ** Math.round(Math.log2(fitting) + random.integer(-6, 4))
    )
  return fitting * 2 ** (random.unit() * 7 - 2)
}

/** A bias and a multiplier for each channel of these weights: ties, saturation and the middle all come up. */
function channelTable(
  random: Random,
  builder: ProgramBuilder,
  weights: Int8Array,
  channels: number,
  raw: boolean,
): Operand {
  const per = weights.length / channels
  const biases: number[] = []
  const multipliers: number[] = []
  for (let channel = 0; channel < channels; channel++) {
    const magnitude = weights
      .subarray(channel * per, (channel + 1) * per)
      .reduce((sum, weight) => sum + Math.abs(weight), 0)
    const reach = magnitude * 255
    const most = random.chance(0.2) ? 2 ** 31 - 1 - reach : reach + 5
    const bias = random.chance(0.1) ? most * random.pick([1, -1]) : random.integer(-most, most)
    biases.push(random.chance(0.2) ? 0 : bias)
    multipliers.push(raw ? 1 : multiplier(random, reach + Math.abs(bias)))
  }
  return builder.channelTable(biases, multipliers)
}

function window(random: Random, height: number, width: number, kernelLimit: number) {
  const kernel = [
    random.integer(1, Math.min(kernelLimit, height)),
    random.integer(1, Math.min(kernelLimit, width)),
  ] as const
  const strides = [random.integer(1, 3), random.integer(1, 3)] as const
  const dilations = [
    random.chance(0.3) && kernel[0] * 2 - 1 <= height ? 2 : 1,
    random.chance(0.3) && kernel[1] * 2 - 1 <= width ? 2 : 1,
  ] as const
  // A pad below the kernel's size leaves every window at least one real element.
  const pads = [0, 1, 2, 3].map((side) =>
    random.integer(0, Math.min(3, kernel[side % 2]! - 1)),
  ) as unknown as readonly [number, number, number, number]
  return { kernel, strides, dilations, pads }
}

const addConv2d: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8' || shape.length !== 4) return undefined
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const divisors = [...Array(channels).keys()].map((k) => k + 1).filter((k) => channels % k === 0)
  const groups = random.pick([1, 1, channels, random.pick(divisors)])
  const outputs = random.chance(0.2) ? groups * 16 : groups * random.integer(1, groups > 4 ? 2 : 9)
  const { kernel, ...rest } = window(random, height, width, 5)
  const weights = random.weights(outputs * kernel[0] * kernel[1] * (channels / groups))
  const raw = random.chance(0.2)
  const [outputHeight, outputWidth] = windowOutput({ kernel, ...rest }, [height, width])
  const weightType = { dtype: 'i8', shape: [outputs, ...kernel, channels / groups] } as const
  return builder.step(
    'Conv2d',
    [
      x,
      builder.weight(weightType, new Uint8Array(weights.buffer)),
      channelTable(random, builder, weights, outputs, raw),
    ],
    {
      ...rest,
      groups,
      inputZero: random.pick([0, 0, 1, 128, 255, random.integer(0, 255)]),
      ...(raw ? rawOutput : requantize(random)),
    },
    { dtype: raw ? 'i32' : 'u8', shape: [batch, outputHeight, outputWidth, outputs] },
  )
}

const addMatMul: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8') return undefined
  const inner = shape.at(-1)!
  const columns = random.integer(1, 40)
  const weights = random.weights(columns * inner)
  const raw = random.chance(0.3)
  return builder.step(
    'MatMul',
    [
      x,
      builder.weight({ dtype: 'i8', shape: [columns, inner] }, new Uint8Array(weights.buffer)),
      channelTable(random, builder, weights, columns, raw),
    ],
    {
      inputZero: random.pick([0, 0, 1, 128, 255]),
      ...(raw ? rawOutput : requantize(random)),
    },
    { dtype: raw ? 'i32' : 'u8', shape: [...shape.slice(0, -1), columns] },
  )
}

const addBatchMatMul: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8' || shape.length < 2) return undefined
  const [rows, inner] = shape.slice(-2) as [number, number]
  const raw = random.chance(0.3)
  const columns = random.integer(1, 9)
  const leading = shape.slice(0, -2)
  const rightShape = [...leading, columns, inner]
  const right = random.chance(0.4)
    ? x
    : builder.weight({ dtype: 'u8', shape: rightShape }, random.bytes(elementCount(rightShape)))
  const output = [...leading, rows, right === x ? rows : columns]
  if (elementCount(output) * inner > 100 * LARGEST_OUTPUT) return undefined
  return builder.step(
    'BatchMatMul',
    [x, right],
    {
      leftZero: random.pick([0, 5, 128, 255]),
      rightZero: random.pick([0, 7, 128, 255]),
      multiplier: multiplierBits(raw ? 1 : multiplier(random, inner * 255 * 255)),
      ...(raw ? rawOutput : requantize(random)),
    },
    { dtype: raw ? 'i32' : 'u8', shape: output },
  )
}

/** x itself, or a constant that repeats along some axes. */
function broadcastPartner(random: Random, builder: ProgramBuilder, x: Operand): Operand {
  const { shape } = builder.typeOf(x)
  if (random.chance(0.3)) return x
  const repeated = shape.map((size) => (random.chance(0.4) ? 1 : size))
  return builder.weight({ dtype: 'u8', shape: repeated }, random.bytes(elementCount(repeated)))
}

const addAdd: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8') return undefined
  const reach = random.pick([1, 4, 255, 8000])
  const operands = random.shuffle([x, broadcastPartner(random, builder, x)])
  const multiplier = () => random.integer(1, reach) * random.pick([1, 1, 1, -1])
  return builder.step(
    'Add',
    operands,
    {
      leftZero: random.pick([0, 5, 128, 255]),
      leftMultiplier: multiplier(),
      rightZero: random.pick([0, 7, 128, 255]),
      rightMultiplier: multiplier(),
      shift: Math.max(0, Math.round(Math.log2(reach)) + random.integer(-1, 2)),
      ...requantize(random),
    },
    { dtype: 'u8', shape },
  )
}

const addMul: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8') return undefined
  const operands = random.shuffle([x, broadcastPartner(random, builder, x)])
  const multiplier = random.pick([1, 3, 64, 127])
  return builder.step(
    'Mul',
    operands,
    {
      leftZero: random.pick([0, 5, 128, 255]),
      rightZero: random.pick([0, 7, 128, 255]),
      multiplier,
      shift: Math.max(0, Math.round(Math.log2(multiplier)) + random.integer(0, 8)),
      ...requantize(random),
    },
    { dtype: 'u8', shape },
  )
}

const addLookup: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8') return undefined
  const table = builder.weight({ dtype: 'u8', shape: [256] }, random.bytes(256))
  return builder.step('Lookup', [x, table], {}, { dtype: 'u8', shape })
}

const addMaxPool: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8' || shape.length !== 4) return undefined
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const attributes = window(random, height, width, 4)
  const [outputHeight, outputWidth] = windowOutput(attributes, [height, width])
  // With dilation a padded window may still see padding alone; those are refused by the gate.
  if (attributes.dilations.includes(2)) attributes.pads = [0, 0, 0, 0]
  const size = attributes.dilations.includes(2)
    ? windowOutput(attributes, [height, width])
    : [outputHeight, outputWidth]
  return builder.step('MaxPool', [x], attributes, {
    dtype: 'u8',
    shape: [batch, ...size, channels],
  })
}

const addConcat: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  const axis = random.integer(0, shape.length - 1)
  const count = random.integer(1, 3)
  const operands = [x]
  for (let i = 0; i < count; i++) {
    const other = shape.with(axis, random.integer(1, 5))
    const bytes = random.bytes(elementCount(other) * bytesPerElement[dtype])
    operands.push(random.chance(0.3) ? x : builder.weight({ dtype, shape: other }, bytes))
  }
  const mixed = random.shuffle(operands)
  const size = mixed.reduce((sum, operand) => sum + builder.typeOf(operand).shape[axis]!, 0)
  return builder.step('Concat', mixed, { axis }, { dtype, shape: shape.with(axis, size) })
}

const addSlice: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  const starts = shape.map((size) => random.integer(0, size - 1))
  const steps = shape.map((size) => random.integer(1, Math.min(3, size)))
  const sizes = shape.map((size, axis) =>
    random.integer(1, Math.floor((size - 1 - starts[axis]!) / steps[axis]!) + 1),
  )
  return builder.step('Slice', [x], { starts, steps, sizes }, { dtype, shape: sizes })
}

const addPad: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8') return undefined
  const begins = shape.map(() => random.integer(0, 2))
  const ends = shape.map(() => random.integer(0, 2))
  const output = shape.map((size, axis) => begins[axis]! + size + ends[axis]!)
  if (elementCount(output) > LARGEST_OUTPUT) return undefined
  const value = random.pick([0, 128, 255])
  return builder.step('Pad', [x], { begins, ends, value }, { dtype, shape: output })
}

const addReshape: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  const axis = random.integer(0, shape.length - 1)
  const merged = axis + 1 < shape.length
  const next = merged
    ? [...shape.slice(0, axis), shape[axis]! * shape[axis + 1]!, ...shape.slice(axis + 2)]
    : shape.length < 6
      ? [...shape.slice(0, axis), 1, shape[axis]!]
      : [elementCount(shape)]
  return builder.step('Reshape', [x], { shape: next }, { dtype, shape: next })
}

const addTranspose: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  const permutation = random.shuffle([...shape.keys()])
  const output = permutation.map((axis) => shape[axis]!)
  return builder.step('Transpose', [x], { permutation }, { dtype, shape: output })
}

const addResize: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8' || shape.length !== 4) return undefined
  const [batch, , , channels] = shape as [number, number, number, number]
  const [height, width] = [random.integer(1, 14), random.integer(1, 14)]
  const output = [batch, height, width, channels]
  return builder.step('Resize', [x], { height, width }, { dtype, shape: output })
}

const addSoftmax: AddStep = (random, builder, x) => {
  const { dtype, shape } = builder.typeOf(x)
  if (dtype !== 'u8' || shape.length < 2) return undefined
  const scale = random.pick([0.01, 0.05, 0.5])
  const exponentials = Array.from({ length: 256 }, (_, d) =>
    Math.round(32767 * Math.exp(-d * scale)),
  )
  const values = random.chance(0.3)
    ? exponentials.map((_, d) => (d === 0 ? 1 : random.pick([0, 1, 32767])))
    : exponentials
  const table = builder.weight({ dtype: 'i32', shape: [256] }, i32Bytes(values))
  return builder.step('Softmax', [x, table], {}, { dtype, shape })
}

const addArgMax: AddStep = (_random, builder, x) => {
  const { shape } = builder.typeOf(x)
  if (shape.length < 2) return undefined
  return builder.step('ArgMax', [x], {}, { dtype: 'i32', shape: shape.slice(0, -1) })
}

const addEmbedding: AddStep = (random, builder, x) => {
  const { shape } = builder.typeOf(x)
  if (shape.length > 5 || elementCount(shape) > 2000) return undefined
  const [rows, columns] = [random.pick([1, 3, 256, 300]), random.integer(1, 6)]
  const table = builder.weight(
    { dtype: 'u8', shape: [rows, columns] },
    random.bytes(rows * columns),
  )
  return builder.step('Embedding', [x, table], {}, { dtype: 'u8', shape: [...shape, columns] })
}

/** How to add a random step of each op. */
export const addRandomStep: Readonly<Record<OpName, AddStep>> = {
  Conv2d: addConv2d,
  MatMul: addMatMul,
  BatchMatMul: addBatchMatMul,
  Add: addAdd,
  Mul: addMul,
  Lookup: addLookup,
  MaxPool: addMaxPool,
  Concat: addConcat,
  Slice: addSlice,
  Pad: addPad,
  Reshape: addReshape,
  Transpose: addTranspose,
  Resize: addResize,
  Softmax: addSoftmax,
  ArgMax: addArgMax,
  Embedding: addEmbedding,
  ...addWideStep,
}
