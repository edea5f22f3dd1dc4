import onnxProto, { type onnx } from 'onnx-proto'
import { tensorProto, valueInfo } from '../exportOnnx.ts'
import type { Constant, FloatDtype } from '../floatGraph.ts'
import { onnxTypeOf } from '../import/readTensor.ts'

export type Attribute =
  | number
  | string
  | readonly number[]
  | { float: number }
  | { floats: readonly number[] }
  | { strings: readonly string[] }
  | { tensor: Constant }

export type TestNode = {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Record<string, Attribute>
  domain?: string
  name?: string
}

export type TestModel = {
  opset?: number
  /** Version of ai.onnx.ml. */
  mlOpset?: number
  inputs: Record<string, readonly (number | string)[]>
  outputs: readonly string[]
  nodes: readonly TestNode[]
  constants?: Record<string, Constant>
  inputDtype?: FloatDtype
  outputDtype?: FloatDtype
  /** Where not all outputs are of one type. */
  outputDtypes?: Readonly<Record<string, FloatDtype | 'string'>>
  /** Lists the constants as inputs too, as files of the first versions do. */
  constantsAsInputs?: boolean
}

/** TensorProto's number for text, which is no dtype of numbers. */
const STRING = 8

/** Writes a small ONNX model for a test. */
export function onnxModel(model: TestModel): Uint8Array {
  const input = Object.entries(model.inputs).map(([name, shape]) => {
    const info = valueInfo(name, { dtype: model.inputDtype ?? 'f32', shape: [] })
    const dim = shape.map((extent) =>
      typeof extent === 'string' ? { dimParam: extent } : { dimValue: extent },
    )
    if (info.type?.tensorType) info.type.tensorType.shape = { dim }
    return info
  })
  const constants = Object.entries(model.constants ?? {})
  if (model.constantsAsInputs) {
    for (const [name, constant] of constants) input.push(valueInfo(name, constant))
  }
  return onnxProto.onnx.ModelProto.encode({
    irVersion: model.constantsAsInputs ? 3 : 7,
    opsetImport: [
      { domain: '', version: model.opset ?? 13 },
      { domain: 'com.microsoft', version: 1 },
      { domain: 'ai.onnx.ml', version: model.mlOpset ?? 3 },
    ],
    graph: {
      name: 'test',
      input,
      output: model.outputs.map((name) => {
        const dtype = model.outputDtypes?.[name] ?? model.outputDtype ?? 'f32'
        const elemType = dtype === 'string' ? STRING : onnxTypeOf(dtype)
        return { name, type: { tensorType: { elemType } } }
      }),
      initializer: constants.map(([name, constant]) => tensorProto(name, constant)),
      node: model.nodes.map(nodeProto),
    },
  }).finish()
}

function nodeProto(node: TestNode, place: number): onnx.INodeProto {
  return {
    name: node.name ?? `${node.op}_${place}`,
    opType: node.op,
    ...(node.domain ? { domain: node.domain } : {}),
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => {
      if (typeof value === 'number') return { name, type: 2, i: value }
      if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) }
      if ('float' in value) return { name, type: 1, f: value.float }
      if ('floats' in value) return { name, type: 6, floats: [...value.floats] }
      if ('strings' in value) {
        const strings = value.strings.map((text) => new TextEncoder().encode(text))
        return { name, type: 8, strings }
      }
      if ('tensor' in value) return { name, type: 4, t: tensorProto('', value.tensor) }
      return { name, type: 7, ints: [...value] }
    }),
  }
}

export function floats(shape: readonly number[], values: ArrayLike<number>): Constant {
  return { dtype: 'f32', shape, data: Float32Array.from(values) }
}

export function integers(
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Constant {
  return { dtype: 'i64', shape, data: Float64Array.from(values) }
}

/** Numbers that look random and are the same in every run with this seed. */
export function randomFrom(seed: number): {
  next: () => number
  normal: () => number
  values: (shape: readonly number[], scale?: number) => Constant
  image: (shape: readonly number[]) => Float32Array
} {
  let state = (seed * 2654435761 + 1) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)
  return {
    next,
    normal,
    values: (shape, scale = 1) =>
      floats(
        shape,
        Float32Array.from({ length: count(shape) }, () => normal() * scale),
      ),
    image: (shape) => Float32Array.from({ length: count(shape) }, () => Math.round(next() * 255)),
  }
}
