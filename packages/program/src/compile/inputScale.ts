import type { CompileProblem } from './CompileError.ts'
import { INPUT_REACH } from './emit/placement.ts'
import { DECODING, type FloatGraph } from './floatGraph.ts'
import {
  type CalibrationInput,
  channelAxis,
  type Observation,
  observe,
} from './quantize/calibrate.ts'
import { type ByteScale, coverRange } from './quantize/chooseRange.ts'
import { findUsers } from './quantize/layers.ts'

/**
 * How the bytes of an input become the model's numbers, (byte - zero) * scale: for all of them alike, or one
 * for each channel of an image, each feature of a row.
 */
export type InputScale = ByteScale | readonly ByteScale[]

/**
 * How the integers of an input stand for numbers: bytes in a scale or, by order, each float32 as the integer of 32 bits that has
 * its place in the order of all float32 (`orderOf`).
 */
export type InputEncoding = InputScale | OrderEncoding

/** With `order-missing` there is an integer for a missing number (NaN) too, `MISSING`. */
export type OrderEncoding = 'order' | 'order-missing'

export type ProgramInput = {
  /** The ONNX input's name and shape. */
  name: string
  shape: readonly number[]
  /** None where the input is i32: indices or, where it is ordered, float32 numbers by their order. */
  scale?: InputScale
  /** Whether its numbers are i32, of 24 bits, instead of bytes. */
  isWide?: boolean
  order?: OrderEncoding
}

/** One scale for all numbers, if the graph can take bytes of it as they are. */
export function commonScale(scale: InputScale): ByteScale | undefined {
  const common = Array.isArray(scale) ? undefined : (scale as ByteScale)
  return common && Number.isInteger(common.zero) && common.zero >= 0 && common.zero <= 255
    ? common
    : undefined
}

/** The scale of channel or feature i. */
export function scaleAt(scale: InputScale, i: number): ByteScale {
  return (Array.isArray(scale) ? scale[i] : scale) ?? { scale: 1, zero: 0 }
}

/**
 * Chooses how bytes stand for the numbers of an input: without any loss where the inputs are whole numbers
 * from 0 to 255, or of as many below 0, or 255ths, feature by feature where a matrix takes them, else over the range that was seen.
 */
export function chooseInputScale(
  graph: FloatGraph,
  name: string,
  observation: Observation,
): InputScale {
  const { low, high, samples } = observation
  for (const scale of [1, 1 / 255]) {
    const fits = low >= 0 && high <= 255 * scale * 1.000001
    const exact = samples.every(
      (value) => Math.abs(value / scale - Math.round(value / scale)) < 1e-3,
    )
    // Whole numbers from 0 to 1 may be flags just as well; 255ths then hold them too.
    if (fits && exact && (scale < 1 || high > 1)) return { scale, zero: 0 }
  }
  const isWhole = samples.every((value) => Number.isInteger(value))
  if (isWhole && low < 0 && high - low <= 255 && low >= -255) return { scale: 1, zero: -low }
  const shape = graph.types.get(name)?.shape ?? []
  const users = findUsers(graph).get(name) ?? []
  const byFeature =
    shape.length < 4 &&
    users.length > 0 &&
    users.every((user) => user.op === 'MatMul' && graph.constants.has(user.inputs[1] ?? ''))
  if (!byFeature) return coverRange(low, high)
  return Array.from(observation.lows, (least, feature): ByteScale => {
    const most = observation.highs[feature] ?? least
    const scale = most > least ? (most - least) / 255 : Math.max(Math.abs(least), 1) / 255
    return { scale, zero: -least / scale }
  })
}

/**
 * The inputs as numbers of 24 bits, each channel or feature in units of its own, where bytes lose something of one whose
 * encoding is not given; as they are elsewhere.
 */
export function wideInputs(
  inputs: readonly ProgramInput[],
  graph: FloatGraph,
  calibration: readonly CalibrationInput[],
  encodings: Readonly<Record<string, InputScale>> = {},
): readonly ProgramInput[] {
  return inputs.map((input) => {
    const isHeld = !input.scale || Object.hasOwn(encodings, input.name) || isExact(input.scale)
    if (isHeld || graph.types.get(input.name)?.dtype !== 'f32') return input
    const { lows, highs } = observe(
      input.shape,
      calibration.map((values) => values.get(input.name) ?? []),
    )
    const scale = Array.from(lows, (low, channel): ByteScale => {
      const most = Math.max(Math.abs(low), Math.abs(highs[channel] ?? low))
      return { scale: most > 0 ? (INPUT_MARGIN * most) / INPUT_REACH : 1, zero: 0 }
    })
    return { ...input, scale, isWide: true }
  })
}

/** How much further than what was seen here an input may reach. */
const INPUT_MARGIN = 16

/** Of an encoding that fits, this share of the numbers at most lies further outside of its bytes' range than that is wide. */
const MOST_OUTSIDE = 0.01

/**
 * Encodings that were given for other numbers than those of the calibration, such as one of 255ths for pixels that were not divided
 * by 255: the program would see hardly anything but the ends of its range.
 */
export function problemsOfEncodings(
  shapes: ReadonlyMap<string, readonly number[]>,
  calibration: readonly CalibrationInput[],
  encodings: Readonly<Record<string, InputScale>> = {},
): CompileProblem[] {
  return [...shapes].flatMap(([name, shape]) => {
    const scale = encodings[name]
    const seen = calibration.map((input) => input.get(name) ?? [])
    if (scale === undefined || seen.length === 0) return []
    const { low, high, samples, sampleChannels } = observe(shape, seen)
    const outside = samples.filter((value, i) => {
      const one = scaleAt(scale, sampleChannels[i] ?? 0)
      const byte = value / one.scale + one.zero
      return byte < -255 || byte > 2 * 255
    })
    if (!(outside.length > MOST_OUTSIDE * samples.length)) return []
    const one = scaleAt(scale, 0)
    const [least, most] = [0, 255].map((byte) => round((byte - one.zero) * one.scale))
    const held = Array.isArray(scale) ? 'its encodings' : `its encoding, from ${least} to ${most}`
    return [
      {
        tensor: name,
        reason: `the calibration inputs reach from ${round(low)} to ${round(high)}, far beyond ${held}; give the numbers that the model takes, or bytes to be decoded (--dtype u8), or another encoding (--scale)`,
      },
    ]
  })
}

/** A number as it is shown. */
function round(value: number): number {
  return Number(value.toPrecision(4))
}

/** Whether bytes hold whole numbers from 0 to 255 or 255ths. */
function isExact(scale: InputScale): boolean {
  const common = commonScale(scale)
  return common !== undefined && common.zero === 0 && [1, 1 / 255].includes(common.scale)
}

/** The graph with inputs that are bytes, turned into the numbers that it takes channel by channel. */
export function decodeInputs(
  graph: FloatGraph,
  scales: ReadonlyMap<string, InputScale>,
): FloatGraph {
  const types = new Map(graph.types)
  const renamed = new Map<string, string>()
  const decoding = [...scales].map(([name, scale]) => {
    const output = `${name}/decoded`
    const type = graph.types.get(name) ?? { dtype: 'f32' as const, shape: [] }
    const axis = channelAxis(type.shape)
    const each = Array.from({ length: type.shape[axis] ?? 1 }, (_, i) => scaleAt(scale, i))
    types.set(output, type)
    renamed.set(name, output)
    return {
      op: 'Affine' as const,
      axis,
      scale: Float64Array.from(each, (one) => one.scale),
      offset: Float64Array.from(each, (one) => -one.zero * one.scale),
      name,
      source: DECODING,
      inputs: [name],
      output,
    }
  })
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => renamed.get(input) ?? input),
  }))
  return { ...graph, types, nodes: [...decoding, ...nodes] }
}
