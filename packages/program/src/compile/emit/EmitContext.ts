import { ProgramBuilder } from '../../ProgramBuilder.ts'
import type { Operand, TensorType as StoredType } from '../../program.ts'
import { CompileError } from '../CompileError.ts'
import { type Constant, type FloatGraph, sizeOf } from '../floatGraph.ts'
import type { Observation } from '../quantize/calibrate.ts'
import type { ByteScale } from '../quantize/chooseRange.ts'
import type { Layer } from '../quantize/layers.ts'
import { chooseSteps } from '../quantize/quantizeChannels.ts'
import {
  arrange,
  CHANNELS_LAST,
  INPUT_REACH,
  type Placed,
  rowMajor,
  storedShape,
} from './placement.ts'
import { toByte } from './requantization.ts'

export type EmitParameters = {
  graph: FloatGraph
  layers: readonly Layer[]
  scales: ReadonlyMap<string, ByteScale>
  /** What one step of each tensor stands for that holds numbers wider than a byte. */
  units: ReadonlyMap<string, number>
  /** Whether the weights of layers that make such numbers are wider than a byte too. */
  wideWeights: boolean
  /** Scales of the inputs of bytes; an input without one holds indices, or is wide. */
  inputs: ReadonlyMap<string, ByteScale>
  observations: ReadonlyMap<string, Observation>
  correctBias: boolean
}

/** How many weights of a layer are looked at, at most, to choose into how many steps they are divided. */
const MOST_WEIGHTS_SEEN = 2 ** 22

const chosenSteps = new WeakMap<object, Map<number, Uint8Array>>()

/** Mean of each channel of a tensor, as the float graph has it and as the program's bytes do. */
export type ChannelMeans = { exact: Float64Array; rounded: Float64Array }

/** What the emitters of single operators share. */
export class EmitContext {
  readonly builder: ProgramBuilder
  readonly #graph: FloatGraph
  readonly #parameters: EmitParameters
  readonly #placed = new Map<string, Placed>()
  readonly #weights = new Map<string, Operand>()
  readonly #made = new Map<string, Operand>()
  readonly #given = new Set<number>()

  constructor(parameters: EmitParameters) {
    this.#parameters = parameters
    this.#graph = parameters.graph
    const packed = parameters.graph.inputs.map((name) => this.#inputType(name))
    const [only] = packed
    const single = packed.length === 1 && only
    const total = packed.reduce((sum, type) => sum + sizeOf(type.shape), 0)
    // Bytes beside indices come as numbers of 32 bits.
    const dtype = packed.some(({ stored }) => stored.dtype === 'i32') ? 'i32' : 'u8'
    this.builder = new ProgramBuilder(single ? only.stored : { dtype, shape: [total] })
    let start = 0
    for (const type of packed) {
      const operand = single ? this.builder.input : this.#unpack(type, start, total)
      start += sizeOf(type.shape)
      const scale = parameters.inputs.get(type.name)
      const unit = parameters.units.get(type.name)
      this.#placed.set(type.name, {
        operand: unit === undefined ? operand : this.#bounded(operand, type.stored),
        dtype: type.stored.dtype,
        shape: type.shape,
        order: type.order,
        ...(scale ? { scale } : {}),
        ...(unit === undefined ? {} : { unit, reach: INPUT_REACH }),
      })
    }
  }

  /** Refuses a layer. */
  fail(layer: Layer, reason: string): never {
    const { name, op } = layer.node
    throw new CompileError([{ node: name, op, tensor: layer.output, reason }])
  }

  shape(name: string): readonly number[] {
    return this.#graph.types.get(name)?.shape ?? []
  }

  isConstant(name: string): boolean {
    return this.#graph.constants.has(name)
  }

  constant(name: string): Constant {
    const constant = this.#graph.constants.get(name)
    if (!constant) throw new Error(`'${name}' is not constant.`)
    return constant
  }

  operand(name: string): Placed {
    const placed = this.#placed.get(name)
    if (!placed) throw new Error(`'${name}' has not been placed.`)
    return placed
  }

  place(name: string, placed: Placed): void {
    this.#placed.set(name, placed)
  }

  /** The scale of a tensor of bytes; none for sums. */
  scale(name: string): ByteScale | undefined {
    return this.#parameters.scales.get(name)
  }

  /** What one step of a tensor stands for, where its numbers are wider than a byte. */
  unit(name: string): number | undefined {
    return this.#parameters.units.get(name)
  }

  /** Whether the weights of the layer that makes a tensor are wider than a byte. */
  hasWideWeights(name: string): boolean {
    return this.#parameters.wideWeights && this.unit(name) !== undefined
  }

  /** What is made of an operand, once for all that need it. */
  once(operand: Operand, what: string, make: () => Operand): Operand {
    const key = `${what} ${JSON.stringify(operand)}`
    const known = this.#made.get(key) ?? make()
    this.#made.set(key, known)
    return known
  }

  /** The mean of each channel, and of the bytes that stand for it, where biases must be corrected by them. */
  means(name: string, scale: ByteScale): ChannelMeans | undefined {
    const seen = this.#parameters.correctBias ? this.#parameters.observations.get(name) : undefined
    if (!seen) return
    const { means, samples, sampleChannels } = seen
    const errors = new Float64Array(means.length)
    const counts = new Float64Array(means.length)
    samples.forEach((value, i) => {
      const channel = sampleChannels[i] ?? 0
      const rounded = (toByte(value, scale) - scale.zero) * scale.scale
      errors[channel] = (errors[channel] ?? 0) + rounded - value
      counts[channel] = (counts[channel] ?? 0) + 1
    })
    const rounded = means.map((mean, c) => mean + (errors[c] ?? 0) / Math.max(1, counts[c] ?? 0))
    return { exact: means, rounded }
  }

  /** Into how many steps the largest weight of each of these parts is divided; found once for all programs of a constant. */
  weightSteps(weight: Constant, arranged: Float64Array, parts: number): Uint8Array {
    const known = chosenSteps.get(weight.data)?.get(parts)
    if (known) return known
    const size = arranged.length / parts
    // Odd, so as not to look at the same places of each kernel.
    const every = Math.ceil(arranged.length / MOST_WEIGHTS_SEEN) | 1
    const steps = Uint8Array.from({ length: parts }, (_, part) =>
      chooseSteps(arranged.subarray(part * size, (part + 1) * size), every),
    )
    chosenSteps.set(weight.data, new Map(chosenSteps.get(weight.data)).set(parts, steps))
    return steps
  }

  /** A weight; equal ones are stored once. */
  weight(type: StoredType, data: Uint8Array): Operand {
    const key = data.length <= 4096 ? `${type.dtype} ${type.shape}: ${data.join()}` : undefined
    const known = key === undefined ? undefined : this.#weights.get(key)
    if (known) return known
    const operand = this.builder.weight(type, data)
    if (key !== undefined) this.#weights.set(key, operand)
    return operand
  }

  /** A tensor as the program gives it out: images channels-last, all else row-major, each its own step. */
  output(name: string): Placed {
    const placed = this.operand(name)
    const { order, shape } = placed
    const image = shape.length === 4 && `${order}` === `${CHANNELS_LAST}`
    const arranged = image ? placed : arrange(this.builder, placed, rowMajor(shape.length))
    const { operand } = arranged
    if (operand.kind === 'step' && !this.#given.has(operand.index)) {
      this.#given.add(operand.index)
      return arranged
    }
    const stored = storedShape(arranged)
    const type = { dtype: arranged.dtype, shape: stored }
    const own = this.builder.step('Reshape', [operand], { shape: stored }, type)
    if (own.kind === 'step') this.#given.add(own.index)
    return { ...arranged, operand: own }
  }

  /** An input of i32 numbers, kept within the reach of wide tensors: anyone may submit any number. */
  #bounded(operand: Operand, type: StoredType): Operand {
    const zero = this.weight(
      { dtype: 'i32', shape: type.shape.map(() => 1) },
      new Uint8Array(Int32Array.of(0).buffer),
    )
    const bounds = { low: -INPUT_REACH, high: INPUT_REACH }
    return this.builder.step(
      'AddWide',
      [operand, zero],
      { leftSign: 1, rightSign: 1, grow: 0, ...bounds },
      type,
    )
  }

  #inputType(name: string) {
    const shape = this.shape(name)
    const order = shape.length === 4 ? CHANNELS_LAST : rowMajor(shape.length)
    const dtype = this.#parameters.inputs.has(name) ? ('u8' as const) : ('i32' as const)
    return { name, shape, order, stored: { dtype, shape: storedShape({ shape, order }) } }
  }

  #unpack(
    type: { shape: readonly number[]; stored: StoredType },
    start: number,
    total: number,
  ): Operand {
    const size = sizeOf(type.shape)
    const { builder } = this
    const { dtype } = builder.typeOf(builder.input)
    const attributes = { starts: [start], steps: [1], sizes: [size] }
    const part =
      size === total
        ? builder.input
        : builder.step('Slice', [builder.input], attributes, { dtype, shape: [size] })
    const numbers = dtype === type.stored.dtype ? part : this.#bytesOf(part, size)
    const { shape } = type.stored
    const isFlat = `${builder.typeOf(numbers).shape}` === `${shape}`
    return isFlat ? numbers : builder.step('Reshape', [numbers], { shape }, type.stored)
  }

  /** Numbers of 32 bits, from 0 to 255, as bytes: each chooses its own row of a table. */
  #bytesOf(part: Operand, size: number): Operand {
    const table = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const operands = [part, this.weight({ dtype: 'u8', shape: [256, 1] }, table)]
    return this.builder.step('Embedding', operands, {}, { dtype: 'u8', shape: [size, 1] })
  }
}
