import { getBlock } from 'viem/actions'
import type { AssayClient } from './types/client.ts'

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

/** Waits, unless the signal aborts first: then it throws the signal's reason. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const abort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', abort, { once: true })
  })
}
