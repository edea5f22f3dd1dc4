import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-common'

/** What both builds of onnxruntime have in common. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (
    type: Tensor.Type,
    data: Tensor.DataType,
    dims: readonly number[],
  ) => TypedTensor<Tensor.Type>
}

/** A copy of the memory behind a tensor's data. */
export function bytesOf(data: Tensor.DataType): Uint8Array {
  if (!ArrayBuffer.isView(data)) throw new TypeError('A tensor of strings has no canonical bytes.')
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
}
