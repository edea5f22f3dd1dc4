import { decodeOptimisticParams, decodeQuorumParams } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { formatDuration } from '../../display/format.ts'

export type Method = {
  kind: 'signature' | 'optimistic' | 'quorum' | 'unknown'
  name: string
  proves: readonly string[]
  doesNotProve: readonly string[]
}

export const signatureMethod: Method = {
  kind: 'signature',
  name: 'Signature',
  proves: [
    'Which worker answered: its key signed this output for this input and this model.',
    'That input, output and payment belong together: the chain holds their commitments.',
  ],
  doesNotProve: [
    'That the answer is right. Nobody re-runs the model before the worker is paid.',
    'That the worker ran this model at all. Only its name stands behind the answer.',
  ],
}

export const optimisticMethod: Method = {
  kind: 'optimistic',
  name: 'Optimistic',
  proves: [
    'That nobody refuted the answer in the challenge window. The worker is paid only after it.',
    'That a refuted answer costs the worker its collateral. The chain itself computes the number in dispute.',
  ],
  doesNotProve: [
    'That anyone looked. One watcher that re-runs it in time is enough, and you can be it.',
    'Anything while the window is open: until then the answer is provisional.',
  ],
}

export const quorumMethod: Method = {
  kind: 'quorum',
  name: 'Quorum',
  proves: [
    'That as many workers as the request asks for gave the same answer. Each gave it before it could see another’s.',
    'That workers without an answer lost their collateral.',
  ],
  doesNotProve: [
    'That a different answer is wrong. Its worker gets the collateral back, and no fee.',
    'That these workers are independent, unless the request drew them by stake.',
    'That the majority is right, unless the request leaves a window in which it can be disputed.',
  ],
}

const unknownMethod: Method = {
  kind: 'unknown',
  name: 'Unknown method',
  proves: [],
  doesNotProve: [
    'This page does not know the verifier that the request names, so it cannot say what a verdict means.',
  ],
}

/** What a request's verifier contract proves and what it does not. */
export function methodOf(
  verifier: Address,
  verifiers: { signature: Address; optimistic: Address; quorum?: Address },
): Method {
  const named = verifier.toLowerCase()
  if (named === verifiers.signature.toLowerCase()) return signatureMethod
  if (named === verifiers.optimistic.toLowerCase()) return optimisticMethod
  if (named === verifiers.quorum?.toLowerCase()) return quorumMethod
  return unknownMethod
}

/** Whether a dispute can show an answer to such a request to be wrong. */
export function isDisputable(method: Method, params: Hex): boolean {
  if (method === optimisticMethod) return true
  return method === quorumMethod && (decodeQuorumParams(params)?.window ?? 0) > 0
}

/** What a request asks of its method, in words; nothing where the method takes no parameters or these are none of its own. */
export function termsOf(method: Method, params: Hex): { term: string; value: string }[] {
  const optimistic = method === optimisticMethod ? decodeOptimisticParams(params) : undefined
  if (optimistic !== undefined)
    return [
      { term: 'Challenge window', value: formatDuration(optimistic.window) },
      largeData(optimistic),
    ]
  const quorum = method === quorumMethod ? decodeQuorumParams(params) : undefined
  if (quorum === undefined) return []
  return [
    { term: 'Equal answers needed', value: quorum.k.toLocaleString('en') },
    {
      term: 'Challenge window',
      value: quorum.window === 0 ? 'none: nobody can dispute it' : formatDuration(quorum.window),
    },
    { term: 'Workers drawn by stake', value: quorum.drawn ? 'yes' : 'no' },
    // Without a dispute nothing can be demanded, so the flag says nothing.
    ...(quorum.window === 0 ? [] : [largeData(quorum)]),
  ]
}

function largeData({ takesLarge }: { takesLarge: boolean }) {
  return {
    term: 'Data above 32 KiB',
    value: takesLarge ? 'accepted: the worker can withhold it' : 'not accepted',
  }
}
