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

/**
 * The memory behind a tensor's data. Both builds give each output of each run an ArrayBuffer of its own, so what a run returned is
 * its caller's; a test holds them to it.
 */
export function bytesOf(data: Tensor.DataType): Uint8Array {
  if (!ArrayBuffer.isView(data)) throw new TypeError('A tensor of strings has no canonical bytes.')
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
