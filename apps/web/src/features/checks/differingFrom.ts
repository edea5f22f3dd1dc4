/** Where two texts begin to differ; undefined where they are equal. */
export function differingFrom(expected: string, actual: string): number | undefined {
  if (expected === actual) return undefined
  const shorter = Math.min(expected.length, actual.length)
  for (let i = 0; i < shorter; i++) if (expected[i] !== actual[i]) return i
  return shorter
}
