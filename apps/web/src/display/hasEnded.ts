import type { JobState } from '@assay/sdk'

const ended: readonly JobState[] = ['accepted', 'rejected', 'void', 'cancelled', 'expired']

/** Whether nothing more will happen to a job in this state. */
export function hasEnded(state: JobState): boolean {
  return ended.includes(state)
}
