import type { TensorType } from '../program.ts'
import { dtypeCodes } from './codes.ts'

/** Collects big-endian numbers and byte strings. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  u8(value: number): this {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
    return this
  }

  /** 32 bits, unsigned, or signed as two's complement. */
  u32(value: number): this {
    this.#reserve(4)
    for (const shift of [24, 16, 8, 0]) this.#bytes[this.#length++] = value >>> shift
    return this
  }

  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** u8 element type, u8 rank, u32 for each dimension. */
  type({ dtype, shape }: TensorType): this {
    this.u8(dtypeCodes[dtype]).u8(shape.length)
    for (const size of shape) this.u32(size)
    return this
  }

  /** What was collected; the writer begins anew. */
  finish(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return bytes
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(2 * (this.#length + count))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
