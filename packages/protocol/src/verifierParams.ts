import { decodeAbiParameters, encodeAbiParameters, type Hex, size } from 'viem'

/** What a request asks of its quorum. */
export interface QuorumParams {
  /** How many seats must agree: more than half of them. */
  readonly k: number
  /** How long after the last result a challenge counts (seconds); zero for no disputes. */
  readonly window: number
  /** Whether seats are for drawn workers alone. */
  readonly drawn: boolean
}

const QUORUM = [
  { name: 'k', type: 'uint256' },
  { name: 'window', type: 'uint256' },
  { name: 'drawn', type: 'bool' },
] as const

/** policy.params for the Optimistic verifier: the challenge window (seconds). */
export function encodeOptimisticParams(window: number): Hex {
  return encodeAbiParameters([{ type: 'uint256' }], [BigInt(window)])
}

/** policy.params for the Quorum verifier. */
export function encodeQuorumParams({ k, window, drawn }: QuorumParams): Hex {
  return encodeAbiParameters(QUORUM, [BigInt(k), BigInt(window), drawn])
}

/** What policy.params ask of a quorum; undefined where they are none, or beyond what a number of JavaScript holds. */
export function decodeQuorumParams(params: Hex): QuorumParams | undefined {
  if (size(params) !== 96) return undefined
  try {
    const [k, window, drawn] = decodeAbiParameters(QUORUM, params)
    if (k > BigInt(Number.MAX_SAFE_INTEGER) || window > BigInt(Number.MAX_SAFE_INTEGER)) {
      return undefined
    }
    return { k: Number(k), window: Number(window), drawn }
  } catch {
    return undefined
  }
}

/** A claim's ticket where workers are drawn: the number of a stake slot. */
export function encodeTicket(slot: bigint): Hex {
  return encodeAbiParameters([{ type: 'uint256' }], [slot])
}
