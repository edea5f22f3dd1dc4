import { hexToBigInt, hexToNumber } from 'viem'
import { getBlock } from 'viem/actions'
import type { AssayClient } from '../types/client.ts'
import type { RawLog } from './readLogs.ts'

/** Times of blocks already asked for, by client and block hash: a hash's time never changes. */
const known = new WeakMap<AssayClient, Map<string, number>>()
const LIMIT = 10_000

/** The times of the blocks of some logs (unix seconds): from the logs where the node says them, else asked for once. */
export async function blockTimes(
  client: AssayClient,
  logs: readonly RawLog[],
): Promise<(blockNumber: bigint) => number> {
  let cache = known.get(client)
  if (cache === undefined || cache.size > LIMIT) {
    cache = new Map()
    known.set(client, cache)
  }
  const times = new Map<bigint, number>()
  const missing = new Map<string, bigint>()
  for (const log of logs) {
    if (log.blockNumber === null || log.blockHash === null) continue
    const number = hexToBigInt(log.blockNumber)
    if (times.has(number)) continue
    const time = log.blockTimestamp ? hexToNumber(log.blockTimestamp) : cache.get(log.blockHash)
    if (time !== undefined) times.set(number, time)
    else missing.set(log.blockHash, number)
  }
  await Promise.all(
    [...missing].map(async ([hash, number]) => {
      const { timestamp } = await getBlock(client, { blockHash: hash as `0x${string}` })
      cache.set(hash, Number(timestamp))
      times.set(number, Number(timestamp))
    }),
  )
  return (number) => {
    const time = times.get(number)
    if (time === undefined) throw new RangeError(`block ${number} is in none of the logs`)
    return time
  }
}
