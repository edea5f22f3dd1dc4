/** A range that holds all values, and round numbers in it to write beside a chart. */
export type ChartScale = { low: number; high: number; ticks: readonly number[] }

const FEWEST_TICKS = 3

/** Ends at round numbers, so that nothing touches the edge by chance; values that are all alike stand in the middle. */
export function chartScale(values: readonly number[]): ChartScale {
  const finite = values.filter(Number.isFinite)
  const least = finite.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const most = finite.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  if (finite.length === 0) return { low: 0, high: 1, ticks: [0, 1] }
  const spread = most - least || Math.abs(most) || 1
  const power = 10 ** Math.floor(Math.log10(spread))
  const step =
    [2, 1, 0.5, 0.2].map((part) => part * power).find((each) => spread / each >= FEWEST_TICKS) ??
    power / 10
  const first = Math.floor(least / step)
  const last = Math.max(Math.ceil(most / step), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks }
}
