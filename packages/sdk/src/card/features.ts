import { floatOf, MISSING, orderOf } from '@assay/program'
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
  { scale, zero, order }: Pick<Feature, 'scale' | 'zero' | 'order'>,
  dtype: string,
): EncodedFeature {
  if (order === 'order-missing' && isMissing(text)) return { code: MISSING, sent: Number.NaN }
  const value = Number(text.trim().replace(',', '.'))
  const { range } = numberTypes[dtype] ?? {}
  if (text.trim() === '' || !Number.isFinite(value)) return { problem: 'A number is needed.' }
  if (order !== undefined) return byOrder(value)
  if (range === undefined) return { code: value / scale + zero, sent: value }
  const code = Math.round(value / scale) + zero
  if (code < range.low || code > range.high)
    return {
      problem: `The model takes ${formatFeature((range.low - zero) * scale)} to ${formatFeature((range.high - zero) * scale)}.`,
    }
  return { code, sent: (code - zero) * scale }
}

/** Float32 has an integer for each of its numbers. */
function byOrder(value: number): EncodedFeature {
  const sent = Math.fround(value)
  return Number.isFinite(sent)
    ? { code: orderOf(sent), sent }
    : { problem: 'The model takes numbers up to 3.4e38.' }
}

/** A number that is not known, in words that people use for it. */
export function isMissing(text: string): boolean {
  return /^(missing|null|nan|n\/a)$/i.test(text.trim())
}

/** What a code stands for. */
export function decodeFeature(code: number, { scale, zero, order }: Feature): number {
  if (order === undefined) return (code - zero) * scale
  return order === 'order-missing' && code === MISSING ? Number.NaN : floatOf(code)
}

/** A number without the noise that binary fractions leave behind. */
export function formatFeature(value: number): string {
  return Number.isNaN(value) ? 'missing' : String(Number(value.toPrecision(6)))
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
    features.map((feature, index) => {
      const value = decodeFeature(codes[index] ?? 0, feature)
      const text = Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 10 })
      return {
        name: featureName(feature.name),
        unit: feature.unit,
        text: Number.isNaN(value) ? 'missing' : text.replace('-', '−'),
      }
    })
  )
}
