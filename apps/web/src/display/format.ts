import { formatUnits, parseUnits } from 'viem'

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

/** Reads an amount that a person typed. Anything but digits with one point, or more places than the token has, is undefined. */
export function parseAmount(text: string, { decimals }: { decimals: number }): bigint | undefined {
  const match = /^(\d{0,30})(?:[.,](\d*))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  if (fraction.length > decimals) return undefined
  return parseUnits(`${whole || '0'}.${fraction || '0'}`, decimals)
}

/** A share of a softmax as a percentage. It is rounded, so it never reads as certainty: neither all nor nothing. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 99.9) return 'above 99.9 %'
  if (percent < 0.1) return 'below 0.1 %'
  return `${percent.toFixed(1)} %`
}

/** A measured figure: a share in per cent, cut and never rounded up to all; anything else as the number that it is, with its unit. */
export function formatMeasured({
  value,
  isShare,
  unit,
}: {
  value: number
  isShare: boolean
  unit?: string | undefined
}): string {
  if (isShare) return `${(Math.floor(value * 10_000 + 1e-9) / 100).toFixed(2)} %`
  return `${Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 8 })}${unit === undefined ? '' : ` ${unit}`}`
}

const units = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
] as const

/** A length of time (seconds) in the largest unit that holds it exactly; nothing is rounded. */
export function formatDuration(seconds: number): string {
  const unit = seconds > 0 ? units.find((each) => seconds % each.seconds === 0) : undefined
  if (unit === undefined) return formatCount(seconds, 'second', 'seconds')
  const count = seconds / unit.seconds
  return formatCount(count, unit.one, unit.many)
}

/** A number of things, in words: `1 job`, `1,204 jobs`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Writes a Unix time in seconds as `2026-02-03 14:05:06 UTC`. */
export function formatUtc(seconds: number): string {
  const date = new Date(seconds * 1_000)
  if (Number.isNaN(date.getTime())) return 'not a time'
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 60 * 60 },
  { unit: 'hour', seconds: 60 * 60, below: 48 * 60 * 60 },
  { unit: 'day', seconds: 24 * 60 * 60, below: Number.POSITIVE_INFINITY },
] as const

/**
 * Says how far a time is from now: `12 seconds ago`, `in 4 minutes`. Both are in Unix seconds. Within
 * two seconds, which a chain's clock and a reader's may differ by, it is `just now`.
 */
export function relativeTime(time: number, now: number): string {
  const away = Math.abs(time - now)
  if (away < 2) return 'just now'
  const { unit, seconds } = steps.find(({ below }) => away < below) ?? steps[3]
  const count = Math.floor(away / seconds)
  const length = `${count} ${unit}${count === 1 ? '' : 's'}`
  return time > now ? `in ${length}` : `${length} ago`
}

/** Shortens a hex string in its middle: `0x709979…dc79C8`. Fewer digits could be ground out by a forger in minutes. */
export function shortenHex(hex: string): string {
  if (hex.length <= 2 + 6 + 1 + 6) return hex
  return `${hex.slice(0, 2 + 6)}…${hex.slice(-6)}`
}

/** A hex string in groups of four digits, to be compared by eye. */
export function groupHex(hex: string): string {
  const digits = hex.startsWith('0x') ? hex.slice(2) : hex
  const groups = digits.match(/.{1,4}/g) ?? []
  return [...(digits === hex ? [] : ['0x']), ...groups].join(' ')
}
