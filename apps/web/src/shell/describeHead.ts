import type { Head } from '../queries/useHead.ts'

/** Until a page has seen how often a chain has a block (seconds). */
const PATIENCE = 60
/** After this many block times without a block, a chain is slow. */
const MISSED = 3

/** Whether the newest block is fresh, or for how long there was none (seconds). */
export function stallOf(
  { number, timestamp, first }: Pick<Head, 'number' | 'timestamp' | 'first'>,
  now: number,
): number | undefined {
  const blocks = Number(number - first.number)
  const blockTime = blocks > 0 ? (timestamp - first.timestamp) / blocks : undefined
  const patience = blockTime === undefined ? PATIENCE : Math.max(PATIENCE / 4, MISSED * blockTime)
  const age = now - timestamp
  return age > patience ? age : undefined
}
