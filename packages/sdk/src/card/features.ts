import { decodeOutput } from './decodeOutput.ts'
import { numberTypes } from './numberTypes.ts'
import type { Feature } from './readCard.ts'

/** What a number is sent as, or one sentence about why it cannot be sent. */
export type EncodedFeature =
  /** The whole number that is sent, and what it stands for. */
  { code: number; sent: number; problem?: undefined } | { code?: undefined; problem: string }

/** Turns a typed number into the one that a model takes for it: a code stands for `(code - zero) * scale`. */
export function encodeFeature(
  text: string,
  { scale, zero }: Pick<Feature, 'scale' | 'zero'>,
  dtype: string,
): EncodedFeature {
  const value = Number(text.trim().replace(',', '.'))
  const { range } = numberTypes[dtype] ?? {}
  if (text.trim() === '' || !Number.isFinite(value)) return { problem: 'A number is needed.' }
  if (range === undefined) return { code: value / scale + zero, sent: value }
  const code = Math.round(value / scale) + zero
  if (code < range.low || code > range.high)
    return {
      problem: `The model takes ${formatFeature((range.low - zero) * scale)} to ${formatFeature((range.high - zero) * scale)}.`,
    }
  return { code, sent: (code - zero) * scale }
}

/** A number without the noise that binary fractions leave behind. */
export function formatFeature(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** `inletPressure` as people write it. */
export function featureName(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** A row as the numbers that it stands for, each with its name and unit. Undefined where the bytes are not one number for each. */
export function readFeatures(
  bytes: Uint8Array,
  { features, dtype }: { features: readonly Feature[]; dtype: string },
): { name: string; unit: string | undefined; text: string }[] | undefined {
  if (features.length === 0 || bytes.length === 0) return undefined
  const codes = decodeOutput(bytes, { dtype, count: features.length })
  return (
    codes &&
    features.map(({ name, unit, scale, zero }, index) => ({
      name: featureName(name),
      unit,
      text: Number((((codes[index] ?? 0) - zero) * scale).toPrecision(6))
        .toLocaleString('en', { maximumFractionDigits: 10 })
        .replace('-', '−'),
    }))
  )
}
