/** Which part of a list is shown, and where the parts beside it begin. */
export interface Pages {
  /** The first and last place shown, counted from 1; undefined where the list ends before it. */
  readonly shown: { readonly first: number; readonly last: number } | undefined
  /** The offset of the part before, undefined where there is none. Past the end this is the last part. */
  readonly before: number | undefined
  readonly after: number | undefined
}

/**
 * @param offset what the index skipped, which is what it read in the address and not what stands there
 * @param size the most that one part holds
 * @param matching how many rows the whole list has
 */
export function readPages(offset: number, size: number, matching: number): Pages {
  if (offset >= matching)
    return {
      shown: undefined,
      before: matching === 0 ? undefined : Math.floor((matching - 1) / size) * size,
      after: undefined,
    }
  const next = offset + size
  return {
    shown: { first: offset + 1, last: Math.min(next, matching) },
    before: offset === 0 ? undefined : Math.max(0, offset - size),
    after: next < matching ? next : undefined,
  }
}
