/** Writes a Unix time in seconds as `2026-02-03 14:05:06 UTC`. */
export function formatUtc(seconds: number): string {
  const date = new Date(seconds * 1_000)
  if (Number.isNaN(date.getTime())) return 'not a time'
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
