import { exportOnnx, type PartApart } from '../exportOnnx.ts'
import { type FloatGraph, sizeOf } from '../floatGraph.ts'
import { type FloatRuntime, openFloat } from '../floatRuntime.ts'
import { findLogits, raiseRows } from './logits.ts'

/** What was seen of one tensor over the calibration inputs. */
export type Observation = {
  low: number
  high: number
  /** Values picked evenly from all inputs. */
  samples: Float32Array
  /** The channel that each of them belongs to. */
  sampleChannels: Uint32Array
  /** Mean and extremes of each channel: of axis 1 of images, of the last axis of everything else. */
  means: Float64Array
  lows: Float64Array
  highs: Float64Array
}

export type CalibrationInput = ReadonlyMap<string, ArrayLike<number>>

const SAMPLES = 40_000

/** The axis whose indices are channels. */
export function channelAxis(shape: readonly number[]): number {
  return shape.length === 4 ? 1 : Math.max(0, shape.length - 1)
}

/** Runs the float graph on every calibration input and collects what its tensors hold. */
export async function calibrate(parameters: {
  graph: FloatGraph
  tensors: readonly string[]
  inputs: readonly CalibrationInput[]
  runtime: FloatRuntime
  onProgress?: (done: number, total: number) => void
}): Promise<Map<string, Observation>> {
  const { graph, tensors, inputs, runtime, onProgress } = parameters
  const wanted = tensors.filter((name) => !graph.inputs.includes(name))
  const logits = findLogits(graph)
  const collectors = new Map(
    [...wanted, ...graph.inputs].map((name) => {
      const shape = graph.types.get(name)?.shape ?? []
      const rows = logits.get(name)
      return [name, new Collector(shape, inputs.length, rows)] as const
    }),
  )
  // Where nothing is computed there is nothing to run.
  const apart: PartApart[] = []
  const model =
    wanted.length > 0
      ? await openFloat(runtime, exportOnnx(graph, wanted, apart), graph.types, { apart })
      : undefined
  try {
    for (const [done, input] of inputs.entries()) {
      const results = await model?.run(input)
      for (const [name, collector] of collectors) {
        const values = results?.get(name) ?? input.get(name)
        if (values) collector.take(values)
      }
      onProgress?.(done + 1, inputs.length)
    }
  } finally {
    await model?.close()
  }
  return new Map([...collectors].map(([name, collector]) => [name, collector.finish()]))
}

/** What inputs of one shape hold, without running anything. */
export function observe(
  shape: readonly number[],
  inputs: readonly ArrayLike<number>[],
): Observation {
  const collector = new Collector(shape, inputs.length)
  for (const input of inputs) collector.take(input)
  return collector.finish()
}

class Collector {
  readonly #stride: number
  readonly #channels: number
  readonly #inner: number
  readonly #samples: number[] = []
  readonly #sampleChannels: number[] = []
  readonly #sums: Float64Array
  readonly #lows: Float64Array
  readonly #highs: Float64Array
  #count = 0
  #phase = 0

  readonly #shape: readonly number[]
  readonly #logits: number | undefined

  /** @param logits the axis of a softmax that takes the tensor, and to which what is far below a row's largest is nothing */
  constructor(shape: readonly number[], inputs: number, logits?: number) {
    this.#shape = shape
    this.#logits = logits
    const axis = channelAxis(shape)
    this.#channels = shape[axis] ?? 1
    this.#inner = sizeOf(shape.slice(axis + 1))
    const total = sizeOf(shape) * inputs
    // An odd stride does not fall into step with an even number of channels.
    this.#stride = Math.max(1, Math.floor(total / SAMPLES)) | 1
    this.#sums = new Float64Array(this.#channels)
    this.#lows = new Float64Array(this.#channels).fill(Infinity)
    this.#highs = new Float64Array(this.#channels).fill(-Infinity)
  }

  take(given: ArrayLike<number>): void {
    const values = this.#logits === undefined ? given : raiseRows(given, this.#shape, this.#logits)
    for (let start = 0, channel = 0; start < values.length; start += this.#inner) {
      let sum = 0
      let low = this.#lows[channel] ?? Infinity
      let high = this.#highs[channel] ?? -Infinity
      const end = Math.min(values.length, start + this.#inner)
      for (let i = start; i < end; i++) {
        const value = values[i] ?? 0
        sum += value
        if (value < low) low = value
        if (value > high) high = value
      }
      this.#sums[channel] = (this.#sums[channel] ?? 0) + sum
      this.#lows[channel] = low
      this.#highs[channel] = high
      channel = channel + 1 === this.#channels ? 0 : channel + 1
    }
    for (let i = this.#phase; i < values.length; i += this.#stride) {
      this.#samples.push(values[i] ?? 0)
      this.#sampleChannels.push(Math.floor(i / this.#inner) % this.#channels)
    }
    const taken = Math.ceil((values.length - this.#phase) / this.#stride)
    this.#phase = Math.max(0, this.#phase + taken * this.#stride - values.length)
    this.#count += values.length
  }

  finish(): Observation {
    const perChannel = this.#count / this.#channels
    return {
      low: this.#lows.reduce((a, b) => Math.min(a, b), Infinity),
      high: this.#highs.reduce((a, b) => Math.max(a, b), -Infinity),
      samples: Float32Array.from(this.#samples),
      sampleChannels: Uint32Array.from(this.#sampleChannels),
      means: this.#sums.map((sum) => sum / perChannel),
      lows: this.#lows,
      highs: this.#highs,
    }
  }
}
