import { formatUnits } from 'viem'

export type FormatAmountParameters = {
  decimals: number
  /** At most this many digits after the point, and at least two, so that amounts stand in line. */
  digits?: number
}

/**
 * Writes a token amount for people: thousands apart, two digits after the point at least. What is cut
 * off is never rounded up, and an amount too small to show is written as `<0.000001`, not as zero.
 */
export function formatAmount(
  units: bigint,
  { decimals, digits = 6 }: FormatAmountParameters,
): string {
  const negative = units < 0n
  const [whole = '0', fraction = ''] = formatUnits(negative ? -units : units, decimals).split('.')
  const kept = fraction.slice(0, digits).replace(/0+$/, '')
  const sign = negative ? '−' : ''
  if (units !== 0n && whole === '0' && kept === '') return `${sign}<0.${'0'.repeat(digits - 1)}1`
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${kept.padEnd(2, '0')}`
}
