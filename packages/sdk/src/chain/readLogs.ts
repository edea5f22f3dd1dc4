import type { Address, Hex, RpcLog } from 'viem'
import { numberToHex } from 'viem'
import type { AssayClient } from '../types/client.ts'

export type ReadLogsParameters = {
  address: Address | Address[]
  topics: readonly (Hex | readonly Hex[] | null)[]
  fromBlock: bigint
  toBlock: bigint
  /** Blocks asked for at once, before a node's limit makes it fewer. */
  window?: bigint
}

/** A log as the node gives it; some nodes add the block's time. */
export type RawLog = RpcLog & { blockTimestamp?: Hex }

/** Reads logs in windows that halve whenever the node finds one too large. */
export async function readLogs(
  client: AssayClient,
  parameters: ReadLogsParameters,
): Promise<RawLog[]> {
  const { address, topics, toBlock, window = 10_000n } = parameters
  const logs: RawLog[] = []
  let from = parameters.fromBlock
  let size = window
  while (from <= toBlock) {
    const to = from + size - 1n < toBlock ? from + size - 1n : toBlock
    try {
      const found = await client.request({
        method: 'eth_getLogs',
        params: [
          {
            address,
            topics: topics as Hex[],
            fromBlock: numberToHex(from),
            toBlock: numberToHex(to),
          },
        ],
      })
      // One at a time: spreading a long list would exceed the engine's number of arguments.
      for (const log of found) logs.push(log as RawLog)
      from = to + 1n
    } catch (error) {
      if (to === from || unreachable(error)) throw error
      size = (to - from + 1n) / 2n
    }
  }
  return logs
}

/** Asking for less does not help where nobody answers: an HTTP failure without an HTTP status. */
function unreachable(error: unknown): boolean {
  let at = error
  while (at instanceof Error) {
    if (at.name === 'HttpRequestError') return !('status' in at) || at.status === undefined
    at = at.cause
  }
  return false
}
