import type { JobState } from '@assay/sdk'
import type { StatusTone, statusIcons } from './Status.tsx'

export type StateWords = {
  tone: StatusTone
  icon: keyof typeof statusIcons
  word: string
}

const words: Record<JobState, StateWords> = {
  none: { tone: 'unknown', icon: 'unknown', word: 'Unknown' },
  open: { tone: 'pending', icon: 'none', word: 'Open' },
  claimed: { tone: 'pending', icon: 'working', word: 'Claimed' },
  revealing: { tone: 'pending', icon: 'pending', word: 'Revealing' },
  submitted: { tone: 'pending', icon: 'pending', word: 'Submitted' },
  accepted: { tone: 'pass', icon: 'pass', word: 'Accepted' },
  rejected: { tone: 'fail', icon: 'fail', word: 'Rejected' },
  void: { tone: 'unknown', icon: 'refunded', word: 'Void, refunded' },
  cancelled: { tone: 'unknown', icon: 'cancelled', word: 'Cancelled' },
  expired: { tone: 'unknown', icon: 'refunded', word: 'Expired, refunded' },
}

/** How a state is shown. */
export function describeState(state: JobState): StateWords {
  return words[state] ?? words.none
}

/** Whether nothing more will happen to a job in this state. */
export function hasEnded(state: JobState): boolean {
  return ['accepted', 'rejected', 'void', 'cancelled', 'expired'].includes(state)
}
