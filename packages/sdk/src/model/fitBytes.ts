import { PAGE_BYTES } from '@assay/program'

/**
 * The bytes that a model takes or gives, from bytes of the same root. A root commits to 256-byte pages and not to a length, so
 * anyone who submits bytes can add zeros to the last page, or leave its last zeros out. Check the root of what this returns.
 *
 * @param bytes as somebody submitted them
 * @param length how many bytes the model takes or gives
 * @returns undefined where other than zeros would have to be cut, or the number of pages differs
 * @example const fitted = fitBytes(hexToBytes(job.input.data), session.inputBytes)
 */
export function fitBytes(bytes: Uint8Array, length: number): Uint8Array | undefined {
  if (bytes.length === length) return bytes
  if (Math.ceil(bytes.length / PAGE_BYTES) !== Math.ceil(length / PAGE_BYTES)) return undefined
  if (bytes.subarray(length).some((byte) => byte !== 0)) return undefined
  const fitted = new Uint8Array(length)
  fitted.set(bytes.subarray(0, length))
  return fitted
}
