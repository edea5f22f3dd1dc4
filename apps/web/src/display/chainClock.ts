/** Seconds. */
let ahead = 0

/**
 * Notes the time of the newest block (Unix seconds). A local chain that makes many blocks a second runs ahead of every clock, for good;
 * no chain is behind, since its next block takes the time of the day.
 */
export function noteBlockTime(timestamp: number, browser = Date.now() / 1_000): void {
  ahead = Math.max(ahead, timestamp - browser)
}

/** What the chain’s clock shows, as far as its blocks have told (Unix seconds): deadlines are judged by it. */
export function chainTime(browser = Date.now() / 1_000): number {
  return browser + ahead
}
