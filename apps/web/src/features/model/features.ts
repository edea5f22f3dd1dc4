import { fitBytes } from '@assay/sdk'
import type { Feature } from '../../queries/readCard.ts'

export type EncodedFeature =
  /** The byte that is sent, and the number that it stands for. */
  { byte: number; sent: number; problem?: undefined } | { byte?: undefined; problem: string }

/** Turns a typed number into the byte that a model takes for it: a byte stands for `(byte - zero) * scale`. */
export function encodeFeature(
  text: string,
  { scale, zero }: Pick<Feature, 'scale' | 'zero'>,
): EncodedFeature {
  const value = Number(text.trim().replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(value)) return { problem: 'A number is needed.' }
  const byte = Math.round(value / scale) + zero
  if (byte < 0 || byte > 255)
    return {
      problem: `The model takes ${formatFeature((0 - zero) * scale)} to ${formatFeature((255 - zero) * scale)}.`,
    }
  return { byte, sent: (byte - zero) * scale }
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

/** A row of bytes as the numbers that they stand for, each with its name and unit. Undefined where they are not one byte for each. */
export function readFeatures(
  bytes: Uint8Array,
  features: readonly Feature[],
): { name: string; unit: string | undefined; text: string }[] | undefined {
  const fitted =
    features.length === 0 || bytes.length === 0 ? undefined : fitBytes(bytes, features.length)
  if (fitted === undefined) return undefined
  return features.map(({ name, unit, scale, zero }, index) => ({
    name: featureName(name),
    unit,
    text: Number((((fitted[index] ?? 0) - zero) * scale).toPrecision(6))
      .toLocaleString('en', { maximumFractionDigits: 10 })
      .replace('-', '−'),
  }))
}
