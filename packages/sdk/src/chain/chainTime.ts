import { getBlock } from 'viem/actions'
import type { AssayClient } from '../types/client.ts'

/**
 * The time that the next block will have at least (unix seconds): the newest block's, or the clock's where an idle chain
 * fell behind it.
 */
export async function chainTime(
  client: AssayClient,
  now: () => number = Date.now,
): Promise<number> {
  const { timestamp } = await getBlock(client, { blockTag: 'latest' })
  return Math.max(Number(timestamp), Math.floor(now() / 1000))
}
