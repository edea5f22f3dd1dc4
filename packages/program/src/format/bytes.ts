import { ProgramError } from '../errors.ts'
import type { DType, TensorType } from '../program.ts'

/** The byte that stands for an element type. */
const dtypeCodes: Readonly<Record<DType, number>> = { u8: 1, i8: 2, i32: 3 }

/** Collects big-endian numbers and byte strings. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  u8(value: number): this {
    return this.bytes(Uint8Array.of(value))
  }

  /** 32 bits, unsigned, or signed as two's complement. */
  u32(value: number): this {
    return this.bytes(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value))
  }

  bytes(bytes: Uint8Array): this {
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + bytes.length))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
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

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

/** Hands out the bytes of a file in order, waiting for what has not arrived yet. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #limit: number
  #chunk: Uint8Array = new Uint8Array(0)
  #received = 0

  /** @param limit the bytes that the whole file may have */
  constructor(source: AsyncIterable<Uint8Array>, limit: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#limit = limit
  }

  /** The next bytes. Memory grows with what arrives, never with what a header claims. */
  async take(count: number, what: string): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0) {
      if (this.#chunk.length === 0 && !(await this.#receive()))
        throw new ProgramError(
          'InvalidFile',
          `The program's file ends ${missing} bytes too early, within ${what}.`,
        )
      const part = this.#chunk.subarray(0, missing)
      this.#chunk = this.#chunk.subarray(part.length)
      missing -= part.length
      parts.push(part)
    }
    if (parts.length === 1) return parts[0]!
    const all = new Uint8Array(count)
    let offset = 0
    for (const part of parts) {
      all.set(part, offset)
      offset += part.length
    }
    return all
  }

  async u8(what: string): Promise<number> {
    return (await this.take(1, what))[0]!
  }

  async u32(what: string): Promise<number> {
    const bytes = await this.take(4, what)
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  }

  async i32(what: string): Promise<number> {
    return (await this.u32(what)) | 0
  }

  async type(what: string, rankLimit: number): Promise<TensorType> {
    const code = await this.u8(what)
    const dtype = (Object.keys(dtypeCodes) as DType[]).find((name) => dtypeCodes[name] === code)
    if (dtype === undefined)
      throw new ProgramError('InvalidFile', `${code} is not an element type, in ${what}.`)
    const rank = await this.u8(what)
    if (rank < 1 || rank > rankLimit)
      throw new ProgramError(
        'LimitExceeded',
        `A tensor of ${rank} dimensions, in ${what}; it must have from 1 to ${rankLimit}.`,
      )
    const shape: number[] = []
    for (let axis = 0; axis < rank; axis++) shape.push(await this.u32(what))
    return { dtype, shape }
  }

  /** True where nothing follows. */
  async atEnd(): Promise<boolean> {
    return this.#chunk.length === 0 && !(await this.#receive())
  }

  async #receive(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#source.next()
      if (done) return false
      this.#received += value.length
      if (this.#received > this.#limit)
        throw new ProgramError(
          'LimitExceeded',
          `The program's file is larger than ${this.#limit} bytes.`,
        )
      if (value.length === 0) continue
      this.#chunk = value
      return true
    }
  }
}
