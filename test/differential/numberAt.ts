/** Element of a tensor's canonical bytes: one unsigned byte, or four bytes of a signed number, little-endian. */
export function numberAt(dtype: string, bytes: Uint8Array, element: number): number {
  if (dtype !== 'i32') return bytes[element]!
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(element * 4, true)
}
