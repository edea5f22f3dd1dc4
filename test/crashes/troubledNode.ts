import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '@assay/program/testing'
import { type Hex, keccak256 } from 'viem'
import { type Fault, startFaultyNode } from '../flows/scene/startFaultyNode.ts'

/** How often a node fails, of all that it is asked. */
const SHARES = { refused: 0.02, error: 0.02, slow: 0.02, dropped: 0.1, answerLost: 0.1 }
/** How long a slow answer takes at most (milliseconds). */
const SLOW = 300

export type TroubledNode = Awaited<ReturnType<typeof startTroubledNode>>

/**
 * A node that fails at random: it refuses, ends calls with errors, answers late, says that it took a transaction and drops it,
 * and takes one and says that it failed.
 */
export async function startTroubledNode(parameters: { rpcUrl: string; random: Random }) {
  const { rpcUrl, random } = parameters
  const happened = { refused: 0, error: 0, slow: 0, dropped: 0, answerLost: 0 }
  let calm = false
  let away = false
  const strikes = (kind: keyof typeof SHARES) => {
    if (calm || !random.chance(SHARES[kind])) return false
    happened[kind]++
    return true
  }
  const failure = { error: { code: -32603, message: 'Internal error' } }
  const fault: Fault = async ({ method, params }, honest) => {
    if (strikes('error')) return failure
    if (strikes('slow')) await wait(random.integer(1, SLOW))
    if (method !== 'eth_sendRawTransaction') return honest()
    if (strikes('dropped')) return { result: keccak256(params[0] as Hex) }
    const answer = await honest()
    return strikes('answerLost') ? failure : answer
  }
  const node = await startFaultyNode({
    rpcUrl,
    fault,
    refuse: () => (away || strikes('refused') ? { status: 503 } : undefined),
  })
  return {
    ...node,
    happened,
    /** Whether it answers nothing at all, so that another has to stand in for it. */
    setAway: (isAway: boolean) => {
      away = isAway
    },
    /** Fails no more. */
    calmDown: () => {
      calm = true
      away = false
    },
  }
}
