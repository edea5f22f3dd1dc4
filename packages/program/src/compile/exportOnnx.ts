import type { onnx } from 'onnx-proto'
import onnxProto from 'onnx-proto'
import { divisorMap } from './averagePool.ts'
import type { Expression } from './expression.ts'
import {
  type Constant,
  type FloatGraph,
  type FloatNode,
  sizeOf,
  type TensorType,
} from './floatGraph.ts'
import { numberToBrain, numberToHalf } from './halves.ts'
import { onnxTypeOf } from './import/readTensor.ts'

const OPSET = 13
/** TensorProto's word for numbers that are not in the file. */
const EXTERNAL = 1
const IR_VERSION = 7

/** Numbers of a model that are not in its file; onnxruntime is given them beside it. */
export type PartApart = { path: string; data: Uint8Array }

/** Constants of so many bytes lie apart, where there is a list for them: not to be copied into the file. */
const LARGE = 2 ** 20

/**
 * Writes a float graph as an ONNX model whose outputs are the named tensors.
 *
 * @param apart takes the numbers of large constants, which then are not in the file
 */
export function exportOnnx(
  graph: FloatGraph,
  outputs: readonly string[],
  apart?: PartApart[],
): Uint8Array {
  const writer = new Writer(graph, apart)
  const used = new Set(graph.nodes.flatMap((node) => node.inputs))
  for (const [name, constant] of graph.constants) {
    if (used.has(name) || outputs.includes(name)) writer.initializer(name, constant)
  }
  for (const node of graph.nodes) writer.write(node)
  const describe = (name: string) => valueInfo(name, graph.types.get(name))
  return onnxProto.onnx.ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'graph',
      node: writer.nodes,
      initializer: writer.initializers,
      input: graph.inputs.map(describe),
      output: outputs.map(describe),
    },
  }).finish()
}

export function valueInfo(name: string, type: TensorType | undefined): onnx.IValueInfoProto {
  return {
    name,
    type: {
      tensorType: {
        elemType: onnxTypeOf(type?.dtype ?? 'f32'),
        shape: { dim: (type?.shape ?? []).map((dimValue) => ({ dimValue })) },
      },
    },
  }
}

/** 2^63 - 1, by which exporters mean the end of an axis, becomes 2^63 as a number: one more than i64 holds. */
const LARGEST_I64 = 2 ** 63 - 1024

export function tensorProto(name: string, { dtype, shape, data }: Constant): onnx.ITensorProto {
  const dims = [...shape]
  if (dtype === 'f32') {
    const { buffer, byteOffset, byteLength } =
      data instanceof Float32Array ? data : Float32Array.from(data)
    return { name, dims, dataType: 1, rawData: new Uint8Array(buffer, byteOffset, byteLength) }
  }
  if (dtype === 'i64') {
    const int64Data = Array.from(data, (value) => Math.min(value, LARGEST_I64))
    return { name, dims, dataType: 7, int64Data }
  }
  if (dtype === 'f64') return { name, dims, dataType: 11, doubleData: Array.from(data) }
  if (dtype === 'u32' || dtype === 'u64') {
    return { name, dims, dataType: onnxTypeOf(dtype), uint64Data: Array.from(data) }
  }
  const bits = dtype === 'f16' ? numberToHalf : dtype === 'bf16' ? numberToBrain : undefined
  return { name, dims, dataType: onnxTypeOf(dtype), int32Data: Array.from(data, bits ?? Number) }
}

const operators: Record<string, string> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  pow: 'Pow',
  max: 'Max',
  min: 'Min',
  neg: 'Neg',
  abs: 'Abs',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  reciprocal: 'Reciprocal',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  softsign: 'Softsign',
  erf: 'Erf',
  sin: 'Sin',
  cos: 'Cos',
  tan: 'Tan',
  asin: 'Asin',
  acos: 'Acos',
  atan: 'Atan',
  sinh: 'Sinh',
  cosh: 'Cosh',
  asinh: 'Asinh',
  acosh: 'Acosh',
  atanh: 'Atanh',
  floor: 'Floor',
  ceil: 'Ceil',
  sign: 'Sign',
  round: 'Round',
}

class Writer {
  readonly nodes: onnx.INodeProto[] = []
  readonly initializers: onnx.ITensorProto[] = []
  readonly #graph: FloatGraph
  readonly #apart: PartApart[] | undefined
  #fresh = 0

  constructor(graph: FloatGraph, apart: PartApart[] | undefined) {
    this.#graph = graph
    this.#apart = apart
  }

  initializer(name: string, constant: Constant): string {
    const { rawData, ...proto } = tensorProto(name, constant)
    if (!this.#apart || !rawData || rawData.length < LARGE) {
      this.initializers.push({ ...proto, ...(rawData ? { rawData } : {}) })
      return name
    }
    const path = `${this.#apart.length}`
    this.#apart.push({ path, data: rawData })
    const externalData = Object.entries({ location: path, offset: 0, length: rawData.length })
    this.initializers.push({
      ...proto,
      dataLocation: EXTERNAL,
      externalData: externalData.map(([key, value]) => ({ key, value: `${value}` })),
    })
    return name
  }

  write(node: FloatNode): void {
    const { inputs, output } = node
    const type = this.#graph.types.get(output)
    const shape = type?.shape ?? []
    const [first = '', second = ''] = inputs
    const channelwise = (values: Float64Array, axis: number) =>
      this.#constant(
        shape.map((_, at) => (at === axis ? values.length : 1)),
        values,
      )
    switch (node.op) {
      case 'Conv':
        this.#node('Conv', inputs, output, {
          kernel_shape: node.kernel,
          strides: node.strides,
          pads: node.pads,
          dilations: node.dilations,
          group: node.group,
        })
        return
      case 'MatMul': {
        const bias = inputs[2]
        const product = this.#node('MatMul', [first, second], bias ? undefined : output)
        if (bias) this.#node('Add', [product, bias], output)
        return
      }
      case 'Add':
      case 'Sub':
      case 'Mul':
      case 'Div':
      case 'Max':
      case 'Min':
      case 'Pow':
        this.#node(node.op, inputs, output)
        return
      case 'Unary':
        this.#node('Identity', [this.#expression(node.expression, first)], output)
        return
      case 'Affine': {
        const scaled = this.#node('Mul', [first, channelwise(node.scale, node.axis)])
        this.#node('Add', [scaled, channelwise(node.offset, node.axis)], output)
        return
      }
      case 'PRelu':
        this.#node('PRelu', [first, channelwise(node.slope, node.axis)], output)
        return
      case 'MaxPool':
        this.#node('MaxPool', [first], output, {
          kernel_shape: node.kernel,
          strides: node.strides,
          pads: node.pads,
          dilations: node.dilations,
        })
        return
      case 'AveragePool': {
        const from = this.#graph.types.get(first)?.shape ?? []
        const channels = from[1] ?? 1
        const ones = new Float64Array(channels * node.kernel[0] * node.kernel[1]).fill(1)
        const sums = this.#node(
          'Conv',
          [first, this.#constant([channels, 1, ...node.kernel], ones)],
          undefined,
          { kernel_shape: node.kernel, strides: node.strides, pads: node.pads, group: channels },
        )
        const divisors = divisorMap(node, from, shape)
        this.#node('Div', [sums, this.#constant([1, 1, ...shape.slice(2)], divisors)], output)
        return
      }
      case 'Reduce':
        if (node.kind === 'sum') {
          this.#node('ReduceSum', [first, this.#integers(node.axes)], output, { keepdims: 1 })
        } else {
          const op = node.kind === 'mean' ? 'ReduceMean' : 'ReduceMax'
          this.#node(op, [first], output, { axes: node.axes, keepdims: 1 })
        }
        return
      case 'Concat':
        this.#node('Concat', inputs, output, { axis: node.axis })
        return
      case 'Slice': {
        const ends = node.starts.map((start, axis) => {
          const step = node.steps[axis] ?? 1
          const end = start + step * (shape[axis] ?? 0)
          return end < 0 ? -(2 ** 31) : end
        })
        const axes = node.starts.map((_, axis) => axis)
        const lists = [node.starts, ends, axes, node.steps].map((list) => this.#integers(list))
        this.#node('Slice', [first, ...lists], output)
        return
      }
      case 'Pad': {
        const pads = this.#integers([...node.before, ...node.after])
        this.#node('Pad', [first, pads, this.#constant([], [node.value])], output)
        return
      }
      case 'Reshape': {
        const from = this.#graph.types.get(first)?.dtype
        const cast = from !== type?.dtype
        const shaped = this.#node(
          'Reshape',
          [first, this.#integers(shape)],
          cast ? undefined : output,
        )
        if (cast) this.#node('Cast', [shaped], output, { to: onnxTypeOf(type?.dtype ?? 'f32') })
        return
      }
      case 'Transpose':
        this.#node('Transpose', [first], output, { perm: node.permutation })
        return
      case 'Resize': {
        let image = first
        node.sources.forEach((source, axis) => {
          image = this.#node('Gather', [image, this.#integers(source)], undefined, { axis })
        })
        this.#node('Identity', [image], output)
        return
      }
      case 'Take':
        this.#node('Gather', [first, this.#integers(node.places)], output, { axis: node.axis })
        return
      case 'Interpolate': {
        const last = shape.length - 1
        const perm = shape.map((_, at) => (at === node.axis ? last : at === last ? node.axis : at))
        const weights = this.#constant(node.weights.shape, node.weights.data)
        const turned = this.#node('Transpose', [first], undefined, { perm })
        const product = this.#node('MatMul', [turned, weights])
        this.#node('Transpose', [product], output, { perm })
        return
      }
      case 'Softmax':
        this.#node('Softmax', [first], output, { axis: node.axis })
        return
      case 'ArgMax':
        this.#node('ArgMax', [first], output, {
          axis: node.axis,
          keepdims: node.keepDims ? 1 : 0,
          select_last_index: node.last ? 1 : 0,
        })
        return
      case 'OneHot': {
        const column = this.#node('Unsqueeze', [first, this.#integers([shape.length - 1])])
        const places = Float64Array.from({ length: node.depth }, (_, place) => place)
        const dtype = this.#graph.types.get(first)?.dtype ?? 'i64'
        const constant = { dtype, shape: [node.depth], data: places }
        this.#node('Equal', [column, this.initializer(this.#name(), constant)], output)
        return
      }
      case 'Gather':
        this.#node('Gather', inputs, output, { axis: 0 })
        return
      case 'LRN': {
        const { size, alpha, beta, bias } = node
        this.nodes.push({
          opType: 'LRN',
          input: [first],
          output: [output],
          attribute: [
            { name: 'size', type: 2, i: size },
            { name: 'alpha', type: 1, f: alpha },
            { name: 'beta', type: 1, f: beta },
            { name: 'bias', type: 1, f: bias },
          ],
        })
        return
      }
      case 'LayerNorm': {
        const mean = () =>
          this.#node('ReduceMean', [first], undefined, { axes: [node.axis], keepdims: 1 })
        const centred = node.isCentred ? this.#node('Sub', [first, mean()]) : first
        const squares = this.#node('Mul', [centred, centred])
        const variance = this.#node('ReduceMean', [squares], undefined, {
          axes: [node.axis],
          keepdims: 1,
        })
        const safe = this.#node('Add', [variance, this.#constant([], [node.epsilon])])
        this.#node('Div', [centred, this.#node('Sqrt', [safe])], output)
        return
      }
      case 'Norm': {
        const squares = this.#node('Mul', [first, first])
        const sum = this.#node('ReduceSum', [squares, this.#integers([node.axis])])
        const safe = this.#node('Add', [sum, this.#constant([], [node.epsilon])])
        this.#node('Sqrt', [safe], output)
        return
      }
      case 'Quantization':
        this.#node('Identity', [first], output)
        return
    }
  }

  #expression(expression: Expression, x: string): string {
    if (expression.kind === 'x') return x
    if (expression.kind === 'constant') return this.#constant([], [expression.value])
    const args = expression.args.map((argument) => this.#expression(argument, x))
    if (expression.fn === 'above') {
      return this.#node('Cast', [this.#node('Greater', args)], undefined, { to: 1 })
    }
    return this.#node(operators[expression.fn] ?? '', args)
  }

  #constant(shape: readonly number[], values: ArrayLike<number>): string {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => values[i] ?? 0)
    return this.initializer(this.#name(), { dtype: 'f32', shape, data })
  }

  #integers(values: readonly number[]): string {
    const data = Float64Array.from(values)
    return this.initializer(this.#name(), { dtype: 'i64', shape: [values.length], data })
  }

  #name(): string {
    this.#fresh++
    return `assay_export_${this.#fresh}`
  }

  #node(
    opType: string,
    input: readonly string[],
    output = this.#name(),
    attributes: Record<string, number | readonly number[]> = {},
  ): string {
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' ? { name, type: 2, i: value } : { name, type: 7, ints: [...value] },
    )
    this.nodes.push({ opType, input: [...input], output: [output], attribute })
    return output
  }
}
