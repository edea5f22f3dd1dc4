import { CompileError } from './CompileError.ts'

/** What of onnxruntime-common the compiler uses; onnxruntime-node and onnxruntime-web both are one. */
export type FloatRuntime = {
  InferenceSession: {
    create(bytes: Uint8Array, options?: object): Promise<FloatRuntimeSession>
  }
  Tensor: new (type: string, data: FloatRuntimeData, dims: readonly number[]) => unknown
}

export type FloatRuntimeData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array

type FloatRuntimeSession = {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(
    feeds: Record<string, unknown>,
  ): Promise<Record<string, { data: unknown; dims: readonly number[] }>>
  release(): Promise<void>
}

/** A float model that is ready to run on plain numbers. */
export type FloatModel = {
  run(
    inputs: ReadonlyMap<string, ArrayLike<number>>,
  ): Promise<Map<string, Float64Array | Float32Array>>
  /** The shape of an output, once the model has run. */
  shapeOf(output: string): readonly number[] | undefined
  close(): Promise<void>
}

/** Opens a float ONNX model; every tensor goes in and comes out as plain numbers. */
export async function openFloat(
  runtime: FloatRuntime,
  onnx: Uint8Array,
  types: ReadonlyMap<string, { dtype: string; shape: readonly number[] }>,
): Promise<FloatModel> {
  const session = await createSession(runtime, onnx)
  const shapes = new Map<string, readonly number[]>()
  return {
    async run(inputs) {
      const feeds: Record<string, unknown> = {}
      for (const name of session.inputNames) {
        const type = types.get(name)
        const values = inputs.get(name)
        if (!type || !values) throw new Error(`No values for the model's input '${name}'.`)
        feeds[name] = toTensor(runtime, type, values)
      }
      const results = await session.run(feeds)
      for (const [name, { dims }] of Object.entries(results)) shapes.set(name, dims)
      return new Map(Object.entries(results).map(([name, { data }]) => [name, plainNumbers(data)]))
    },
    shapeOf: (output) => shapes.get(output),
    close: () => session.release(),
  }
}

async function createSession(
  runtime: FloatRuntime,
  onnx: Uint8Array,
): Promise<FloatRuntimeSession> {
  try {
    return await runtime.InferenceSession.create(onnx, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    })
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new CompileError([{ reason: `onnxruntime cannot load the model: ${detail}` }], { cause })
  }
}

function toTensor(
  runtime: FloatRuntime,
  type: { dtype: string; shape: readonly number[] },
  values: ArrayLike<number>,
): unknown {
  const { dtype, shape } = type
  if (dtype === 'i64') {
    const data = BigInt64Array.from(Array.from(values, (value) => BigInt(value)))
    return new runtime.Tensor('int64', data, shape)
  }
  if (dtype === 'i32') return new runtime.Tensor('int32', Int32Array.from(values), shape)
  if (dtype === 'i8') return new runtime.Tensor('int8', Int8Array.from(values), shape)
  if (dtype === 'f64') return new runtime.Tensor('float64', Float64Array.from(values), shape)
  if (dtype === 'u8') return new runtime.Tensor('uint8', Uint8Array.from(values), shape)
  return new runtime.Tensor('float32', Float32Array.from(values), shape)
}

function plainNumbers(data: unknown): Float32Array | Float64Array {
  if (data instanceof Float32Array) return data
  if (data instanceof BigInt64Array) return Float64Array.from(data, Number)
  return Float64Array.from(data as ArrayLike<number>)
}
