import { CompileError } from './CompileError.ts'
import type { PartApart } from './exportOnnx.ts'
import type { Constant, FloatDtype } from './floatGraph.ts'

/** What of onnxruntime-common the compiler uses; onnxruntime-node and onnxruntime-web both are one. */
export type FloatRuntime = {
  InferenceSession: {
    create(bytes: Uint8Array, options?: object): Promise<FloatRuntimeSession>
  }
  Tensor: new (type: string, data: FloatRuntimeData, dims: readonly number[]) => unknown
}

export type FloatRuntimeData = ReturnType<(typeof tensors)[keyof typeof tensors]['data']>

type FloatRuntimeSession = {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(
    feeds: Record<string, unknown>,
  ): Promise<Record<string, { type: string; data: unknown; dims: readonly number[] }>>
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

/**
 * Opens a float ONNX model; every tensor goes in and comes out as plain numbers.
 *
 * @param parameters.author who wrote the model: what onnxruntime says of one of the compiler's own is the compiler's fault
 * @param parameters.apart numbers that are not in the file
 * @throws CompileError where onnxruntime refuses the user's model
 */
export async function openFloat(
  runtime: FloatRuntime,
  onnx: Uint8Array,
  types: ReadonlyMap<string, { dtype: string; shape: readonly number[] }>,
  { author = 'compiler', apart = [] }: { author?: Author; apart?: readonly PartApart[] } = {},
): Promise<FloatModel> {
  const session = await createSession(runtime, onnx, apart).catch((cause) =>
    refuse(author, 'load', cause),
  )
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
      const results = await session.run(feeds).catch((cause) => refuse(author, 'run', cause))
      for (const [name, { dims }] of Object.entries(results)) shapes.set(name, dims)
      return new Map(Object.entries(results).map(([name, { data }]) => [name, plainNumbers(data)]))
    },
    shapeOf: (output) => shapes.get(output),
    close: () => session.release(),
  }
}

/** What a model that takes nothing gives: the tensors of numbers among its outputs. */
export async function computeConstants(
  runtime: FloatRuntime,
  onnx: Uint8Array,
): Promise<Map<string, Constant>> {
  const session = await createSession(runtime, onnx)
  try {
    const results = await session.run({})
    return new Map(
      Object.entries(results).flatMap(([name, { type, data, dims }]) => {
        const dtype = dtypes.get(type)
        return dtype ? [[name, { dtype, shape: dims, data: plainNumbers(data) }]] : []
      }),
    )
  } finally {
    await session.release()
  }
}

type Author = 'user' | 'compiler'

function refuse(author: Author, what: 'load' | 'run', cause: unknown): never {
  const detail = cause instanceof Error ? cause.message : String(cause)
  if (author === 'user') {
    const reason = `onnxruntime cannot ${what} the model: ${detail}`
    throw new CompileError([{ reason }], { cause })
  }
  throw new Error(
    `The compiler wrote a float graph that onnxruntime cannot ${what}. The fault is the compiler's, not the model's: please report it. onnxruntime says: ${detail}`,
    { cause },
  )
}

/** From so many bytes on a model's weights are not laid out anew for a processor: that takes their memory once more. */
const LARGE = 64 * 2 ** 20

function createSession(
  runtime: FloatRuntime,
  onnx: Uint8Array,
  apart: readonly PartApart[] = [],
): Promise<FloatRuntimeSession> {
  const bytes = apart.reduce((sum, { data }) => sum + data.length, onnx.length)
  return runtime.InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    ...(apart.length > 0 ? { externalData: apart } : {}),
    ...(bytes > LARGE ? { extra: { session: { disable_prepacking: '1' } } } : {}),
  })
}

type Numbers = ArrayLike<number>

/** onnxruntime's name of each element type, and how it takes its numbers. */
const tensors = {
  f32: { type: 'float32', data: (values: Numbers) => Float32Array.from(values) },
  f64: { type: 'float64', data: (values: Numbers) => Float64Array.from(values) },
  i64: { type: 'int64', data: (values: Numbers) => BigInt64Array.from(Array.from(values, BigInt)) },
  u64: {
    type: 'uint64',
    data: (values: Numbers) => BigUint64Array.from(Array.from(values, BigInt)),
  },
  i32: { type: 'int32', data: (values: Numbers) => Int32Array.from(values) },
  u32: { type: 'uint32', data: (values: Numbers) => Uint32Array.from(values) },
  i16: { type: 'int16', data: (values: Numbers) => Int16Array.from(values) },
  u16: { type: 'uint16', data: (values: Numbers) => Uint16Array.from(values) },
  i8: { type: 'int8', data: (values: Numbers) => Int8Array.from(values) },
  u8: { type: 'uint8', data: (values: Numbers) => Uint8Array.from(values) },
  bool: { type: 'bool', data: (values: Numbers) => Uint8Array.from(values) },
} as const

const dtypes: ReadonlyMap<string, FloatDtype> = new Map(
  Object.entries(tensors).map(([dtype, { type }]) => [type, dtype as FloatDtype]),
)

function toTensor(
  runtime: FloatRuntime,
  { dtype, shape }: { dtype: string; shape: readonly number[] },
  values: Numbers,
): unknown {
  const { type, data } = tensors[dtype as keyof typeof tensors]
  return new runtime.Tensor(type, data(values), shape)
}

function plainNumbers(data: unknown): Float32Array | Float64Array {
  if (data instanceof Float32Array) return data
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return Float64Array.from(data, Number)
  return Float64Array.from(data as Numbers)
}
