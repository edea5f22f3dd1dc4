import type { JobState } from '@assay/sdk'
import { type Address, getAddress, isAddress } from 'viem'

/** What became of a job, as the list is filtered by it. Each way to end badly stands apart. */
export const stateFilters: readonly { id: string; label: string; states: readonly JobState[] }[] = [
  { id: 'accepted', label: 'Accepted', states: ['accepted'] },
  { id: 'open', label: 'Under way', states: ['open', 'claimed', 'revealing', 'submitted'] },
  { id: 'refuted', label: 'Refuted', states: ['rejected'] },
  { id: 'void', label: 'No verdict', states: ['void'] },
  { id: 'expired', label: 'Expired', states: ['expired'] },
  { id: 'cancelled', label: 'Cancelled', states: ['cancelled'] },
]

export type Filters = {
  /** The chosen state's id; undefined for all. */
  state: string | undefined
  address: Address | undefined
  /** What stands in the URL and means nothing, each with its reason. */
  refused: readonly { name: string; reason: string }[]
}

/** Reads the filters of a URL. What means nothing is named, and never silently taken for all. */
export function readFilters(parameters: URLSearchParams): Filters {
  const refused: { name: string; reason: string }[] = []
  let state: string | undefined
  let address: Address | undefined
  for (const [name, value] of parameters) {
    const said = `\`${name}=${value.slice(0, 60)}\``
    if (name === 'state') {
      if (stateFilters.some(({ id }) => id === value)) state = value
      else refused.push({ name, reason: `${said} is not a state` })
    } else if (name === 'address') {
      if (isAddress(value, { strict: false })) address = getAddress(value)
      else refused.push({ name, reason: `${said} is not an address, which is 0x and 40 digits` })
    } else refused.push({ name, reason: `${said} is not a filter of this page` })
  }
  return { state, address, refused }
}
