import type { Demand } from '@assay/sdk'
import type { StatusWords } from '../../display/Status.tsx'

/** How a demand’s state is shown. */
export function describeDemand({ state }: Pick<Demand, 'state'>): StatusWords {
  if (state === 'missed') return { tone: 'fail', icon: 'fail', word: 'Not shown' }
  if (state === 'open') return { tone: 'pending', icon: 'pending', word: 'Demanded' }
  return { tone: 'settled', icon: 'done', word: 'Shown' }
}

/** Which pages are demanded, counted from 0. */
export function pagesOf({
  what,
  output,
  first,
  count,
}: Pick<Demand, 'what' | 'output' | 'first' | 'count'>): string {
  const last = first + count - 1
  const pages = count === 1 ? `Page ${first}` : `Pages ${first} to ${last}`
  return `${pages} of ${what === 'input' ? 'the input' : `output ${output ?? 0}`}`
}

/** Where the demand’s fee is, or whom it went to. */
export function feeOf({
  state,
  feeTo,
  worker,
}: Pick<Demand, 'state' | 'feeTo' | 'worker'>): string {
  switch (state) {
    case 'open':
      return 'locked; goes back if the worker does not show the pages'
    case 'answered':
      return 'locked until the result is decided; then it goes to the worker, or back if the result is refuted'
    case 'missed':
      return 'went back: the result counts as wrong'
    case 'settled':
      return feeTo?.toLowerCase() === worker.toLowerCase()
        ? 'went to the worker: the result stands'
        : 'went back: the result was refuted'
  }
}
