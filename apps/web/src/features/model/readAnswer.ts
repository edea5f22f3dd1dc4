import type { Card } from '../../queries/readCard.ts'
import { decodeOutput } from './decodeOutput.ts'

export type Answer = {
  /** The numbers that the worker signed, in order. */
  raw: readonly number[]
  /** Shares for display, where the card asks for them. */
  shares: readonly number[] | undefined
  /** The position of the greatest number. */
  best: number
  /** Its label, or its position. */
  label: string
}

/** Reads output bytes as the card describes them. Undefined where they do not fit: then only the bytes can be shown. */
export function readAnswer(
  bytes: Uint8Array,
  card: Pick<Card, 'labels' | 'output'>,
): Answer | undefined {
  const { dtype, shape, scale, zero = 0, softmax: wantsShares } = card.output
  const count = shape.reduce((product, size) => product * size, 1)
  const raw = count > 100_000 ? undefined : decodeOutput(bytes, { dtype, count })
  const [first] = raw ?? []
  if (raw === undefined || first === undefined) return undefined
  const best = raw.reduce((most, value, index) => (value > (raw[most] ?? value) ? index : most), 0)
  const scaled = scale === undefined ? raw : raw.map((value) => (value - zero) * scale)
  return {
    raw,
    best,
    shares: wantsShares && scaled.every(Number.isFinite) ? softmax(scaled) : undefined,
    label: card.labels[best] ?? String(best),
  }
}

/** Turns raw scores into shares that add up to one. For display only: what is verified are the raw scores. */
export function softmax(scores: readonly number[]): number[] {
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
