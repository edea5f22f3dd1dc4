/** Below this many cases there is no percentage. */
const FEWEST = 20

/**
 * A part of a whole, the numbers first: `1,020 of 1,024 (99.6 %)`. The percentage is cut and never rounded up to all, and there is none for few
 * cases.
 */
export function shareOf(part: number | undefined, whole: number | undefined): string | undefined {
  if (part === undefined || whole === undefined) return undefined
  const said = `${part.toLocaleString('en')} of ${whole.toLocaleString('en')}`
  if (whole < FEWEST) return said
  if (part === whole) return `${said} (100 %)`
  return `${said} (${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %)`
}
