import onnxProto from 'onnx-proto'
import { CompileError } from './CompileError.ts'
import { DEFAULT_LIMITS } from './import/importLimits.ts'
import { readTensor } from './import/readTensor.ts'

/** Reads one tensor saved as an ONNX TensorProto (.pb), the form in which test data accompanies public models. */
export function readTensorFile(bytes: Uint8Array): {
  shape: readonly number[]
  data: Float32Array | Float64Array
} {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new CompileError([{ reason }], { cause })
  }
  if (bytes.length > MOST_BYTES)
    return refuse(`The tensor's file has ${bytes.length} bytes; at most ${MOST_BYTES} are read.`)
  try {
    const tensor = readTensor(
      onnxProto.onnx.TensorProto.decode(bytes),
      DEFAULT_LIMITS.tensorElements,
    )
    return typeof tensor === 'string' ? refuse(`The tensor cannot be read: ${tensor}.`) : tensor
  } catch (cause) {
    if (cause instanceof CompileError) throw cause
    return refuse('The file is not an ONNX tensor: it cannot be decoded.', cause)
  }
}

const MOST_BYTES = 64 * 2 ** 20
