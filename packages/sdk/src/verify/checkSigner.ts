import type { Check } from '../types/check.ts'
import { compare } from './checkRoots.ts'
import type { ChainView, Evidence } from './readChain.ts'

/** The worker that the evidence names against the one that claimed the job on chain. */
export function checkSigner({ seat }: Evidence, chain: ChainView): Check {
  const check = { id: 'signer', title: 'Worker' } as const
  if (seat === undefined) {
    return { ...check, status: 'unknown', detail: 'No worker has taken this seat yet.' }
  }
  if ('unreadable' in chain) {
    return {
      ...check,
      actual: seat.worker,
      status: 'unknown',
      detail: `Who claimed the job cannot be read: ${chain.unreadable}`,
    }
  }
  return compare(
    { ...check, expected: chain.worker ?? 'nobody' },
    seat.worker,
    'the worker that is named with the result',
    'the one that holds the job on chain',
  )
}
