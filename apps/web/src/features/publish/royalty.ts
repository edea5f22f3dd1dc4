/** Hundredths of a percent, of a percentage in tenths from 0 to 100; undefined where it is none. */
export function parseRoyalty(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d)?$/.test(text.trim())) return undefined
  const bps = Math.round(Number(text) * 100)
  return bps <= 10_000 ? bps : undefined
}
