import { ProgramError } from '../errors.ts'
import type { DType, TensorType } from '../program.ts'
import { dtypeCodes } from './codes.ts'

/** Pieces without bytes that a source may give one after the other before it counts as broken. */
const EMPTY_PIECES = 1_000

const NONE = new Uint8Array(0)

/**
 * Hands out the bytes of a file in order. `prefetch` waits for the bytes of a record, and the other methods then read
 * them at once, so that a file of a million small numbers is not a million waits.
 */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #limit: number
  /** What is read next, from `#at` on, and what arrived after it. */
  #front: Uint8Array = NONE
  #at = 0
  #rest: Uint8Array = NONE
  #received = 0

  /** @param limit the bytes that the whole file may have */
  constructor(source: AsyncIterable<Uint8Array>, limit: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#limit = limit
  }

  /** Waits until the next `count` bytes are there, or the file has ended. */
  async prefetch(count: number): Promise<void> {
    if (this.#front.length - this.#at >= count) return
    // Memory grows with what arrives, never with what a header claims, and not with the number of pieces either.
    let joined = this.#front.subarray(this.#at)
    let length = joined.length
    while (length < count && (this.#rest.length > 0 || (await this.#receive()))) {
      if (length === 0 && this.#rest.length >= count) {
        joined = this.#rest
        length = joined.length
        this.#rest = NONE
        break
      }
      const part = this.#rest.subarray(0, count - length)
      if (length + part.length > joined.length) {
        const larger = new Uint8Array(Math.min(count, 2 * (length + part.length)))
        larger.set(joined.subarray(0, length))
        joined = larger
      }
      joined.set(part, length)
      length += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    this.#front = joined.subarray(0, length)
    this.#at = 0
  }

  /** Waits for the next bytes and hands them out; a view of what arrived where that was in one piece. */
  async take(count: number, what: string): Promise<Uint8Array> {
    await this.prefetch(count)
    return this.bytes(count, what)
  }

  bytes(count: number, what: string): Uint8Array {
    const from = this.#pass(count, what)
    return this.#front.subarray(from, from + count)
  }

  u8(what: string): number {
    return this.#front[this.#pass(1, what)]!
  }

  u32(what: string): number {
    const at = this.#pass(4, what)
    const bytes = this.#front
    const low = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    return bytes[at]! * 2 ** 24 + low
  }

  i32(what: string): number {
    return this.u32(what) | 0
  }

  type(what: string, rankLimit: number): TensorType {
    const code = this.u8(what)
    const dtype = (Object.keys(dtypeCodes) as DType[]).find((name) => dtypeCodes[name] === code)
    if (dtype === undefined)
      throw new ProgramError('InvalidFile', `${code} is not an element type, in ${what}.`)
    const rank = this.u8(what)
    if (rank < 1 || rank > rankLimit)
      throw new ProgramError(
        'LimitExceeded',
        `A tensor of ${rank} dimensions, in ${what}; it must have from 1 to ${rankLimit}.`,
      )
    const shape: number[] = []
    for (let axis = 0; axis < rank; axis++) shape.push(this.u32(what))
    return { dtype, shape }
  }

  /** True where nothing follows. */
  async atEnd(): Promise<boolean> {
    await this.prefetch(1)
    return this.#front.length === this.#at
  }

  /** Goes on by `count` bytes, and says where they begin. */
  #pass(count: number, what: string): number {
    const missing = this.#at + count - this.#front.length
    if (missing > 0)
      throw new ProgramError(
        'InvalidFile',
        `The program's file ends ${missing} bytes too early, within ${what}.`,
      )
    this.#at += count
    return this.#at - count
  }

  async #receive(): Promise<boolean> {
    for (let empty = 0; empty < EMPTY_PIECES; empty++) {
      const { value, done } = await this.#source.next()
      if (done) return false
      this.#received += value.length
      if (this.#received > this.#limit)
        throw new ProgramError(
          'LimitExceeded',
          `The program's file is larger than ${this.#limit} bytes.`,
        )
      if (value.length === 0) continue
      this.#rest = value
      return true
    }
    throw new ProgramError(
      'InvalidFile',
      `The source of the program's file gave ${EMPTY_PIECES} empty pieces in a row; it must give bytes, or end.`,
    )
  }
}

/** The most bytes that a type takes: element type, rank, and six sizes. */
export const TYPE_BYTES = 26
