import { causesOf } from '@assay/sdk'

/**
 * What a node's refusal of a raw transaction means.
 *
 * known: it has it already; nonceUsed: its nonce is spent; underpriced: a version with higher fees is needed;
 * funds: the account can't pay; unreachable: nobody knows whether it arrived; other: anything else.
 */
export type BroadcastFailure =
  | 'known'
  | 'nonceUsed'
  | 'underpriced'
  | 'funds'
  | 'unreachable'
  | 'other'

// Nodes agree on no error codes here, only roughly on words: geth, Nethermind, Besu, Erigon, Hardhat, anvil.
const PATTERNS: readonly (readonly [BroadcastFailure, RegExp])[] = [
  ['known', /already known|known transaction|already imported|already in (the )?(mem)?pool/i],
  [
    'nonceUsed',
    /nonce (is )?too low|nonce too small|oldnonce|nonce has already been used|expected nonce to be \d+ but got/i,
  ],
  [
    'underpriced',
    /underpriced|replacement|fee too low|less than (the )?block base fee|too low for the next block|base ?fee/i,
  ],
  ['funds', /insufficient funds|insufficient balance|doesn't have enough funds|upfront cost/i],
  [
    'unreachable',
    /fetch failed|econnrefused|econnreset|etimedout|enotfound|socket|timed? ?out|took too long|http request failed|internal server|bad gateway|service unavailable|too many requests|rate limit/i,
  ],
]

/** Reads a refusal from the words of any of the known nodes. */
export function broadcastFailure(error: unknown): BroadcastFailure {
  const words = textOf(error)
  for (const [failure, pattern] of PATTERNS) if (pattern.test(words)) return failure
  return 'other'
}

function textOf(error: unknown): string {
  const parts: string[] = []
  for (const cause of causesOf(error)) {
    if (cause instanceof Error) parts.push(cause.name)
    if (typeof cause !== 'object' || cause === null) continue
    if ('message' in cause) parts.push(String(cause.message))
    if ('details' in cause) parts.push(String(cause.details))
  }
  return parts.join('\n')
}
