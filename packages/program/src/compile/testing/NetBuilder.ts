import type { Constant, FloatDtype } from '../floatGraph.ts'
import {
  type Attribute,
  floats,
  integers,
  onnxModel,
  randomFrom,
  type TestNode,
} from './onnxModel.ts'

/** Builds nets with random weights in the style of well-known architectures, in any opset from 7 to 23. */
export class NetBuilder {
  readonly random: ReturnType<typeof randomFrom>
  readonly opset: number
  readonly nodes: TestNode[] = []
  readonly constants: Record<string, Constant> = {}
  readonly #inputs: Record<string, readonly (number | string)[]>
  #count = 0

  constructor(
    inputs: Record<string, readonly (number | string)[]>,
    options: { opset?: number; seed?: number } = {},
  ) {
    this.#inputs = inputs
    this.opset = options.opset ?? 13
    this.random = randomFrom(options.seed ?? 1)
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): string {
    const output = `t${this.#count++}`
    this.nodes.push({ op, inputs, outputs: [output], attributes, domain, name: `${op}_${output}` })
    return output
  }

  split(input: string, sizes: readonly number[], axis = 1): string[] {
    const outputs = sizes.map(() => `t${this.#count++}`)
    const listed = this.opset < 13
    const inputs = listed ? [input] : [input, this.integers(sizes)]
    this.nodes.push({
      op: 'Split',
      inputs,
      outputs,
      attributes: listed ? { axis, split: sizes } : { axis },
    })
    return outputs
  }

  constant(shape: readonly number[], values: ArrayLike<number>): string {
    const name = `w${this.#count++}`
    this.constants[name] = floats(shape, values)
    return name
  }

  integers(values: readonly number[], shape?: readonly number[]): string {
    const name = `w${this.#count++}`
    this.constants[name] = integers(values, shape)
    return name
  }

  weights(shape: readonly number[], scale: number): string {
    return this.constant(shape, this.random.values(shape, scale).data)
  }

  conv(
    input: string,
    [from, to]: readonly [number, number],
    options: {
      kernel?: number
      stride?: number
      pad?: number
      group?: number
      bias?: boolean
    } = {},
  ): string {
    const { kernel = 3, stride = 1, group = 1, bias = true } = options
    const pad = options.pad ?? Math.floor(kernel / 2)
    const fan = (from / group) * kernel * kernel
    const w = this.weights([to, from / group, kernel, kernel], Math.sqrt(2 / fan))
    const inputs = bias ? [input, w, this.weights([to], 0.1)] : [input, w]
    return this.node('Conv', inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group,
    })
  }

  norm(input: string, channels: number): string {
    const positive = Array.from({ length: channels }, () => 0.5 + this.random.next())
    return this.node('BatchNormalization', [
      input,
      this.constant(
        [channels],
        Array.from({ length: channels }, () => 0.7 + 0.6 * this.random.next()),
      ),
      this.weights([channels], 0.2),
      this.weights([channels], 0.2),
      this.constant([channels], positive),
    ])
  }

  relu(input: string): string {
    return this.node('Relu', [input])
  }

  relu6(input: string): string {
    if (this.opset < 11) return this.node('Clip', [input], { min: { float: 0 }, max: { float: 6 } })
    return this.node('Clip', [input, this.constant([], [0]), this.constant([], [6])])
  }

  convNormRelu(...args: Parameters<NetBuilder['conv']>): string {
    return this.relu(
      this.norm(this.conv(args[0], args[1], { bias: false, ...args[2] }), args[1][1]),
    )
  }

  maxPool(input: string, kernel = 3, stride = 2, pad = 1): string {
    return this.node('MaxPool', [input], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    })
  }

  reshape(input: string, shape: readonly number[]): string {
    return this.node('Reshape', [input, this.integers(shape)])
  }

  dense(input: string, [from, to]: readonly [number, number]): string {
    const w = this.weights([to, from], Math.sqrt(1 / from))
    return this.node('Gemm', [input, w, this.weights([to], 0.1)], { transB: 1 })
  }

  /** Twice as high and wide, by the nearest pixel, as each opset has it. */
  double(input: string): string {
    const mode = 'nearest'
    if (this.opset < 9)
      return this.node('Upsample', [input], { mode, scales: { floats: [1, 1, 2, 2] } })
    const scales = this.constant([4], [1, 1, 2, 2])
    if (this.opset < 10) return this.node('Upsample', [input, scales], { mode })
    if (this.opset < 11) return this.node('Resize', [input, scales], { mode })
    const regions = this.opset < 13 ? this.constant([0], []) : ''
    return this.node('Resize', [input, regions, scales], {
      mode,
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    })
  }

  softmax(input: string, axis: number): string {
    return this.node('Softmax', [input], { axis })
  }

  /** Global average, flattened, and a layer of classes. */
  classify(input: string, [channels, classes]: readonly [number, number]): string {
    const mean = this.node('GlobalAveragePool', [input])
    return this.dense(this.node('Flatten', [mean], { axis: 1 }), [channels, classes])
  }

  finish(outputs: readonly string[], outputDtype: FloatDtype = 'f32'): Uint8Array {
    return onnxModel({
      opset: this.opset,
      inputs: this.#inputs,
      outputs,
      nodes: this.nodes,
      constants: this.constants,
      outputDtype,
      constantsAsInputs: this.opset < 9,
    })
  }
}
