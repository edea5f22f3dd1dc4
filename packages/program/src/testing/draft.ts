import { ProgramBuilder } from '../ProgramBuilder.ts'
import { byteLength, type Operand, type TensorType } from '../program.ts'
import type { Random } from './random.ts'

export const u8 = (...shape: number[]): TensorType => ({ dtype: 'u8', shape })
export const i8 = (...shape: number[]): TensorType => ({ dtype: 'i8', shape })
export const i32 = (...shape: number[]): TensorType => ({ dtype: 'i32', shape })

/** Draws a program's bytes and builds it. */
export class Draft extends ProgramBuilder {
  readonly random: Random

  constructor(input: TensorType, random: Random) {
    super(input)
    this.random = random
  }

  /** A weight of evenly spread bytes. */
  drawn(type: TensorType): Operand {
    return this.weight(type, evenBytes(this.random, byteLength(type)))
  }

  /** Biases from -reach to reach, and one multiplier after the other of those given. */
  table(channels: number, reach: number, multipliers: readonly number[]): Operand {
    return this.channelTable(
      Array.from({ length: channels }, () => this.random.integer(-reach, reach)),
      Array.from({ length: channels }, (_, i) => multipliers[i % multipliers.length]!),
    )
  }
}

export function evenBytes(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.integer(0, 255))
}

export function i32Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer)
}

export type Build = (draft: Draft) => readonly Operand[]
