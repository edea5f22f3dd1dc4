import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { concatenate } from '../bytes/concatenate.ts'
import { ProgramError } from '../errors.ts'
import type { Hex } from '../program.ts'
import { elementCount } from '../program.ts'
import { decodeBytes, type FloatCard, floatElementBytes, takesBytes } from './floatInput.ts'
import { bytesOf, type Runtime } from './runtime.ts'
import type { EngineName, OutputType, Session } from './session.ts'

export interface FloatSessionParameters {
  readonly runtime: Runtime
  readonly engine: EngineName
  readonly profile: Hex
  readonly onnx: Uint8Array
  readonly card?: FloatCard | undefined
  readonly options: InferenceSession.SessionOptions
}

/** Opens a float ONNX model with one input of a fixed shape on the given build of onnxruntime. */
export async function openFloatSession(parameters: FloatSessionParameters): Promise<Session> {
  const { runtime, engine, profile, onnx, card, options } = parameters
  const session = await create(runtime, onnx, options)
  try {
    return describe(session)
  } catch (error) {
    await session.release()
    throw error
  }

  function describe(session: InferenceSession): Session {
    const inputs = session.inputMetadata
    if (inputs.length !== 1)
      throw new ProgramError(
        'InvalidModel',
        `The model has ${inputs.length} inputs (${session.inputNames.join(', ')}); a float model must have exactly one.`,
      )
    const input = tensorOf(inputs[0]!, 'input')
    const count = elementCount(input.shape)
    const bytesIn = takesBytes(card)
    if (bytesIn && input.dtype !== 'float32' && input.dtype !== 'uint8')
      throw new ProgramError(
        'InvalidModel',
        `The card gives u8 input, but the model's input "${input.name}" is ${input.dtype}; it must be float32 or uint8.`,
      )
    const inputBytes = bytesIn ? count : input.bytes
    const outputs = session.outputMetadata.map((output) => tensorOf(output, 'output'))
    let running: Promise<unknown> = Promise.resolve()

    return {
      engine,
      profile,
      inputBytes,
      outputs,
      async run(bytes) {
        if (bytes.length !== inputBytes)
          throw new ProgramError(
            'InvalidInput',
            `The input has ${bytes.length} bytes; this model takes ${inputBytes} (${bytesIn ? 'u8' : input.dtype} ${input.shape.join(' x ')}).`,
          )
        const data =
          bytesIn && input.dtype === 'float32' && card !== undefined
            ? decodeBytes(card, input.shape, bytes)
            : typedArray(input.dtype, bytes)
        const feed = new runtime.Tensor(input.dtype as Tensor.Type, data, input.shape)
        // One run at a time: the WebAssembly build has one stack.
        const results = running.then(() => session.run({ [input.name]: feed as Tensor }))
        running = results.catch(() => {})
        const tensors = await results
        return concatenate(outputs.map(({ name }) => bytesOf(tensors[name]!.data)))
      },
      async close() {
        await running
        await session.release()
      },
    }
  }
}

async function create(
  runtime: Runtime,
  onnx: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  if (onnx.length === 0) throw new ProgramError('InvalidModel', 'The ONNX file is empty.')
  try {
    return await runtime.InferenceSession.create(onnx, options)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProgramError(
      'InvalidModel',
      `onnxruntime cannot read this file as an ONNX model (truncated, damaged, or an operator it does not know): ${reason}`,
      { cause },
    )
  }
}

function tensorOf(metadata: InferenceSession.ValueMetadata, role: string): OutputType {
  const { name } = metadata
  if (!metadata.isTensor)
    throw new ProgramError('InvalidModel', `The ${role} "${name}" is not a tensor.`)
  const shape = metadata.shape.map((size) => {
    if (typeof size === 'number' && size >= 1) return size
    throw new ProgramError(
      'InvalidModel',
      `The ${role} "${name}" has the shape [${metadata.shape.join(', ')}], which is not fixed; export the model with every dimension given as a number.`,
    )
  })
  const bytes = floatElementBytes(metadata.type)
  if (bytes === undefined)
    throw new ProgramError(
      'InvalidModel',
      `The ${role} "${name}" is of type ${metadata.type}, which has no canonical bytes.`,
    )
  return { name, dtype: metadata.type, shape, bytes: bytes * elementCount(shape) }
}

/** Every platform that runs this is little-endian, so canonical bytes are the memory as it is. */
function typedArray(dtype: string, bytes: Uint8Array): Tensor.DataType {
  const { buffer } = new Uint8Array(bytes)
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer)
    case 'float64':
      return new Float64Array(buffer)
    case 'int8':
      return new Int8Array(buffer)
    case 'int16':
      return new Int16Array(buffer)
    case 'uint16':
      return new Uint16Array(buffer)
    case 'int32':
      return new Int32Array(buffer)
    case 'uint32':
      return new Uint32Array(buffer)
    case 'int64':
      return new BigInt64Array(buffer)
    case 'uint64':
      return new BigUint64Array(buffer)
    default:
      return new Uint8Array(buffer)
  }
}
