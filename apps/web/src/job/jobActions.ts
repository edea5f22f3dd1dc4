import type { Job } from '@assay/sdk'
import { type Address, isAddressEqual } from 'viem'

export type JobAction = 'cancel' | 'expire' | 'forfeit' | 'finalize'

export type JobActionsParameters = {
  /** Unix seconds. */
  now: number
  account: Address | undefined
  /** Whether the verifier has decided, so that the verdict can be asked for. */
  decided: boolean
}

/**
 * What somebody may do with a job now. Only its requester may cancel; the rest anybody may do, since it only gives people
 * what is theirs.
 */
export function jobActions(job: Job, { now, account, decided }: JobActionsParameters): JobAction[] {
  if (job.state === 'open') {
    if (now > job.request.offer.expiry) return ['expire']
    return account !== undefined && isAddressEqual(account, job.request.requester) ? ['cancel'] : []
  }
  if (decided && awaitsVerdict(job)) return ['finalize']
  // Who of several workers missed its time is judged with the verdict.
  if (job.state === 'claimed' && job.request.policy.seats === 1) {
    const deadline = job.seats[0]?.deadline
    return deadline !== undefined && now > deadline ? ['forfeit'] : []
  }
  return []
}

/** Whether the next thing that moves money is a verdict. */
export function awaitsVerdict({ state, request }: Job): boolean {
  if (state === 'submitted' || state === 'revealing') return true
  return state === 'claimed' && request.policy.seats > 1
}
