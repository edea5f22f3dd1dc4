import proto from 'onnx-proto'
import { type DType, elementCount } from '../program.ts'

const { onnx } = proto
const { DataType } = onnx.TensorProto

/** How i8 weights are stored in the ONNX graph: as they are, or as u8 with zero point 128. */
export type WeightEncoding = 's8' | 'u8'

type ElementType = DType | 'f32' | 'f64' | 'i64'

const dataTypes: Readonly<Record<ElementType, number>> = {
  u8: DataType.UINT8,
  i8: DataType.INT8,
  i32: DataType.INT32,
  i64: DataType.INT64,
  f32: DataType.FLOAT,
  f64: DataType.DOUBLE,
}

export type AttributeValue = number | string | readonly number[]

/** Numbers of an ONNX constant. */
export type ConstantData =
  | Uint8Array
  | Int8Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array

/** Builds one ONNX graph, node by node; values are referred to by their names. */
export class Graph {
  readonly encoding: WeightEncoding
  readonly #nodes: proto.onnx.INodeProto[] = []
  readonly #constants: proto.onnx.ITensorProto[] = []
  readonly #shared = new Map<string, string>()
  readonly #made = new Map<object, Map<string, unknown>>()
  readonly #inputs: proto.onnx.IValueInfoProto[] = []
  readonly #outputs: proto.onnx.IValueInfoProto[] = []

  constructor(encoding: WeightEncoding) {
    this.encoding = encoding
  }

  input(name: string, dtype: DType, shape: readonly number[]): string {
    this.#inputs.push(valueInfo(name, dtype, shape))
    return name
  }

  output(name: string, dtype: DType, shape: readonly number[]): void {
    this.#outputs.push(valueInfo(name, dtype, shape))
  }

  /** Adds a node of the standard operator set and returns its output's name. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.#add(op, '', inputs, attributes)
  }

  /** Adds a node of onnxruntime's own operator set (com.microsoft) and returns its output's name. */
  microsoft(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.#add(op, 'com.microsoft', inputs, attributes)
  }

  /** The same numbers as another element type. */
  cast(value: string, dtype: ElementType | 'bool'): string {
    return this.node('Cast', [value], { to: dtype === 'bool' ? DataType.BOOL : dataTypes[dtype] })
  }

  constant(dtype: ElementType, shape: readonly number[], data: ConstantData): string {
    if (data.length !== elementCount(shape))
      throw new RangeError(`${data.length} numbers do not fill the shape ${shape.join(' x ')}.`)
    const name = `c${this.#constants.length}`
    this.#constants.push({
      name,
      dims: [...shape],
      dataType: dataTypes[dtype],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })
    return name
  }

  /** A constant without dimensions; equal ones are one. */
  scalar(dtype: ElementType, value: number): string {
    return this.#share(`${dtype} ${value}`, () => this.constant(dtype, [], fill(dtype, [value])))
  }

  /** A one-dimensional i64 constant: shapes, axes, positions. */
  positions(values: readonly number[]): string {
    return this.#share(`i64s ${values.join()}`, () =>
      this.constant('i64', [values.length], BigInt64Array.from(values, BigInt)),
    )
  }

  /** i8 weights in this graph's encoding, with the zero point that goes with it. */
  weights(
    shape: readonly number[],
    data: Int8Array,
  ): { readonly values: string; readonly zero: string } {
    if (this.encoding === 's8')
      return { values: this.constant('i8', shape, data), zero: this.scalar('i8', 0) }
    return this.byteWeights(shape, data)
  }

  /** i8 weights as u8 in either encoding: every CPU multiplies bytes by bytes exactly, and some matrices faster than i8 by bytes. */
  byteWeights(
    shape: readonly number[],
    data: Int8Array,
  ): { readonly values: string; readonly zero: string } {
    const shifted = new Uint8Array(data.length)
    data.forEach((value, i) => {
      shifted[i] = value + 128
    })
    return { values: this.constant('u8', shape, shifted), zero: this.scalar('u8', 128) }
  }

  /** The zero point of `weights`, once for each of `count` channels. */
  weightZeros(count: number): string {
    return this.#share(`zeros ${count}`, () =>
      this.encoding === 's8'
        ? this.constant('i8', [count], new Int8Array(count))
        : this.constant('u8', [count], new Uint8Array(count).fill(128)),
    )
  }

  /** What is made of a weight for the graph, once for all steps that share it. */
  once<Made>(weight: object, what: string, make: () => Made): Made {
    const known = this.#made.get(weight) ?? new Map<string, unknown>()
    this.#made.set(weight, known)
    if (!known.has(what)) known.set(what, make())
    return known.get(what) as Made
  }

  /** The serialized model. */
  encode(): Uint8Array {
    return onnx.ModelProto.encode({
      irVersion: 7,
      producerName: 'assay',
      opsetImport: [
        { domain: '', version: 13 },
        { domain: 'com.microsoft', version: 1 },
      ],
      graph: {
        name: 'program',
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    }).finish()
  }

  #share(key: string, make: () => string): string {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const name = make()
    this.#shared.set(key, name)
    return name
  }

  #add(op: string, domain: string, inputs: readonly string[], attributes: Attributes): string {
    const output = `v${this.#nodes.length}`
    this.#nodes.push({
      opType: op,
      domain,
      name: output,
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    })
    return output
  }
}

type Attributes = Readonly<Record<string, AttributeValue>>

function attribute(name: string, value: AttributeValue): proto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto
  if (typeof value === 'string')
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) }
  if (typeof value === 'number')
    return Number.isInteger(value)
      ? { name, type: AttributeType.INT, i: value }
      : { name, type: AttributeType.FLOAT, f: value }
  return { name, type: AttributeType.INTS, ints: [...value] }
}

function fill(dtype: ElementType, values: readonly number[]): ConstantData {
  if (dtype === 'f32') return Float32Array.from(values)
  if (dtype === 'f64') return Float64Array.from(values)
  if (dtype === 'i64') return BigInt64Array.from(values, BigInt)
  if (dtype === 'i32') return Int32Array.from(values)
  return dtype === 'i8' ? Int8Array.from(values) : Uint8Array.from(values)
}

function valueInfo(
  name: string,
  dtype: DType,
  shape: readonly number[],
): proto.onnx.IValueInfoProto {
  return {
    name,
    type: {
      tensorType: {
        elemType: dataTypes[dtype],
        shape: { dim: shape.map((dimValue) => ({ dimValue })) },
      },
    },
  }
}
