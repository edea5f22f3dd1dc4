/** A share as a percentage; never 100 % where something is missing from it. */
export function formatShare(share: number): string {
  if (share >= 1) return '100 %'
  if (share <= 0) return '0 %'
  const percent = share * 100
  if (percent > 99.9) return '> 99.9 %'
  if (percent < 0.1) return '< 0.1 %'
  return `${percent.toFixed(1)} %`
}
