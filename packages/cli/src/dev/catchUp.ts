/** A chain whose clock can be put forward. Times in Unix seconds. */
export interface ChainClock {
  /** The time that the next block would take. */
  pendingTime(): Promise<number>
  putForward(seconds: number): Promise<void>
}

/**
 * Puts a chain's clock forward until its next block takes at least the time of the day. A local chain's clock is set to a moment that has
 * passed once the chain is there, and would stay behind by what a busy machine took for it: deadlines would be met too late.
 */
export async function catchUp(
  chain: ChainClock,
  now: () => number = () => Date.now() / 1_000,
): Promise<void> {
  for (;;) {
    const behind = Math.floor(now()) - (await chain.pendingTime())
    if (behind <= 0) return
    await chain.putForward(behind)
  }
}
