import type { Check } from '../types/check.ts'
import { compare } from './checkRoots.ts'
import type { ChainView, Evidence } from './readChain.ts'

/** What the chain holds against what the evidence says: the state, and the output root that money followed. */
export function checkChain({ job, seat }: Evidence, chain: ChainView): Check {
  const check = { id: 'chain', title: 'Chain' } as const
  if ('unreadable' in chain) {
    return { ...check, status: 'unknown', detail: `The market cannot be read: ${chain.unreadable}` }
  }
  const expected = `${chain.state}, output root ${chain.outputRoot ?? 'none'}`
  const actual = `${job.state}, output root ${seat?.outputRoot ?? 'none'}`
  return compare(
    { ...check, expected },
    actual,
    'what is said of the job',
    `what ${chain.source} holds`,
  )
}
