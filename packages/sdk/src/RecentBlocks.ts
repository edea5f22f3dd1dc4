/** How long a node may take to have the events of a block that another node named already (milliseconds). */
const LOG_LAG = 30_000
/** How often blocks are read again within that time (milliseconds). */
const READ_AGAIN_EVERY = 1_000

/** What `RecentBlocks` needs to know of the chain. */
export type RecentBlocksParameters = {
  /** How many blocks behind the head are read again at most. */
  depth: number
  /** The time (milliseconds). */
  now?: (() => number) | undefined
}

/**
 * Says which blocks a reader of events has to read, and which of them again.
 *
 * INVARIANT: a block's events were asked for at least once half a minute after the head named the block. The head comes from
 * one request and events from another, and the two may go to different nodes: one that is a block behind answers with no
 * events instead of an error. So what a reader does with an event must change nothing when the event comes again.
 */
export class RecentBlocks {
  readonly #depth: bigint
  readonly #now: () => number
  /** Blocks that were read for the first time not long ago, oldest first. */
  #recent: { from: bigint; at: number }[] | undefined
  #readAgainAt = 0

  constructor({ depth, now = Date.now }: RecentBlocksParameters) {
    this.#depth = BigInt(depth)
    this.#now = now
  }

  /**
   * From which block on there is something to read, up to the head.
   *
   * @param next the first block that was never read
   * @returns undefined where there is nothing
   */
  dueFrom(next: bigint, head: bigint): bigint | undefined {
    const now = this.#now()
    // An earlier process may have read its last blocks too early.
    this.#recent ??= [{ from: next - this.#depth, at: now }]
    if (next <= head && this.#recent.at(-1)?.from !== next) {
      this.#recent.push({ from: next, at: now })
    }
    const [oldest] = this.#recent
    const unread = next <= head ? next : undefined
    if (oldest === undefined || now < this.#readAgainAt) return unread
    this.#readAgainAt = now + READ_AGAIN_EVERY
    this.#recent = this.#recent.filter(({ at }) => now - at < LOG_LAG)
    const least = head - this.#depth + 1n
    const again = oldest.from > least ? oldest.from : least
    if (unread !== undefined && unread < again) return unread
    return again <= head ? again : undefined
  }
}
