/** No chain of causes is longer, and one that bites its own tail ends here. */
const MOST_CAUSES = 32

/** An error and the causes below it, outermost first. Anything can be thrown, and anything can be a cause. */
export function* causesOf(error: unknown): Generator<unknown, void> {
  let at = error
  for (let depth = 0; depth < MOST_CAUSES && at !== undefined && at !== null; depth++) {
    yield at
    at = typeof at === 'object' && 'cause' in at ? at.cause : undefined
  }
}

/**
 * Whether an error or one of its causes has one of these names. By name, since an application may hold another copy of viem than this
 * package, whose classes are not the same.
 */
export function isCausedBy(error: unknown, ...names: readonly string[]): boolean {
  for (const cause of causesOf(error)) {
    if (cause instanceof Error && names.includes(cause.name)) return true
  }
  return false
}
