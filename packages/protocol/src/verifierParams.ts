import { decodeAbiParameters, encodeAbiParameters, type Hex, parseAbiParameters, size } from 'viem'

/** What a request asks of the Optimistic verifier. */
export interface OptimisticParams {
  /** How long a challenge counts after the result (seconds). */
  readonly window: number
  /**
   * Whether models are taken whose input or outputs exceed what a demand can ask for as a whole (32 KiB): a worker can withhold
   * such data, and nobody can force it out.
   */
  readonly takesLarge: boolean
}

/** What a request asks of its quorum. */
export interface QuorumParams {
  /** How many seats must agree: more than half of them, and not all. */
  readonly k: number
  /** How long after the last result a challenge counts (seconds); zero for no disputes. */
  readonly window: number
  /** Whether seats are for drawn workers only. */
  readonly drawn: boolean
  /** As for OptimisticParams; says nothing where there is no window. */
  readonly takesLarge: boolean
}

const OPTIMISTIC = parseAbiParameters('uint256 window, bool takesLarge')
const QUORUM = parseAbiParameters('uint256 k, uint256 window, bool drawn, bool takesLarge')

/** policy.params for the Optimistic verifier. */
export function encodeOptimisticParams({ window, takesLarge }: OptimisticParams): Hex {
  return encodeAbiParameters(OPTIMISTIC, [BigInt(window), takesLarge])
}

/** policy.params for the Quorum verifier. */
export function encodeQuorumParams({ k, window, drawn, takesLarge }: QuorumParams): Hex {
  return encodeAbiParameters(QUORUM, [BigInt(k), BigInt(window), drawn, takesLarge])
}

/** What policy.params ask of the Optimistic verifier; undefined where they are none, or beyond what a number of JavaScript holds. */
export function decodeOptimisticParams(params: Hex): OptimisticParams | undefined {
  if (size(params) !== 64) return undefined
  try {
    const [window, takesLarge] = decodeAbiParameters(OPTIMISTIC, params)
    return isSafe(window) ? { window: Number(window), takesLarge } : undefined
  } catch {
    return undefined
  }
}

/** What policy.params ask of a quorum; undefined where they are none, or beyond what a number of JavaScript holds. */
export function decodeQuorumParams(params: Hex): QuorumParams | undefined {
  if (size(params) !== 128) return undefined
  try {
    const [k, window, drawn, takesLarge] = decodeAbiParameters(QUORUM, params)
    if (!isSafe(k) || !isSafe(window)) return undefined
    return { k: Number(k), window: Number(window), drawn, takesLarge }
  } catch {
    return undefined
  }
}

/** A claim's ticket where workers are drawn: the number of a stake slot. */
export function encodeTicket(slot: bigint): Hex {
  return encodeAbiParameters([{ type: 'uint256' }], [slot])
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER)
}
