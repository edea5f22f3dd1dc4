import type { Job } from '@assay/sdk'
import { type Address, isAddressEqual } from 'viem'

export type JobAction = 'cancel' | 'expire' | 'forfeit' | 'finalize'

/**
 * What somebody may do with a job now. Only its requester may cancel; the rest anybody may do, since it only gives people
 * what is theirs.
 *
 * @param now Unix seconds
 */
export function jobActions(
  job: Job,
  { now, account }: { now: number; account: Address | undefined },
): JobAction[] {
  if (job.state === 'open') {
    if (now > job.request.offer.expiry) return ['expire']
    return account !== undefined && isAddressEqual(account, job.request.requester) ? ['cancel'] : []
  }
  if (job.state === 'claimed') {
    const deadline = job.seats[0]?.deadline
    return deadline !== undefined && now > deadline ? ['forfeit'] : []
  }
  return job.state === 'submitted' ? ['finalize'] : []
}
