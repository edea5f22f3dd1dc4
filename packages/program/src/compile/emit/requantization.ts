import type { Requantize } from '../../program.ts'
import type { ByteScale } from '../quantize/chooseRange.ts'

/** Zero point and clamps of a step whose output has this scale; of one that gives sums where it has none. */
export function requantization(
  scale: ByteScale | undefined,
  bounds: { low: number; high: number },
): Requantize {
  if (!scale) return { outputZero: 0, low: 0, high: 255 }
  const byte = (value: number) => toByte(value, scale)
  const low = byte(bounds.low)
  return { outputZero: scale.zero, low, high: Math.max(low, byte(bounds.high)) }
}

/** The byte nearest to a number. */
export function toByte(value: number, { scale, zero }: ByteScale): number {
  if (Number.isNaN(value)) return zero
  return Math.min(255, Math.max(0, Math.round(value / scale) + zero))
}
