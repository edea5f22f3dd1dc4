import { WHEN_FINAL, WHEN_PROVISIONAL } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import { type Address, type Hex, isAddressEqual } from 'viem'
import { awaitsVerdict } from '../../queries/settlement.ts'

export type JobAction = 'cancel' | 'expire' | 'forfeit' | 'settle' | 'deliver'

export type JobActionsParameters = {
  /** Unix seconds. */
  now: number
  account: Address | undefined
  /** Whether the verifier has decided, so that the job can be settled. */
  decided: boolean
}

/** A block may be this much behind what a page believes of the chain's clock (seconds); earlier, it would be refused. */
const MARGIN = 2

/**
 * What somebody may do with a job now. Only its requester may cancel; the rest anyone may do, since it only gives people
 * what is theirs.
 */
export function jobActions(job: Job, { now, account, decided }: JobActionsParameters): JobAction[] {
  if (job.state === 'open') {
    const { expiry } = job.request.offer
    if (now > expiry) return now > expiry + MARGIN ? ['expire'] : []
    // Of several seats, one that is taken binds the requester, and so does a draw.
    const bound =
      job.request.policy.seats > 1 &&
      (job.requesterBound === true || job.seats.some(({ left }) => left !== true))
    const mine = account !== undefined && isAddressEqual(account, job.request.requester)
    return mine && !bound ? ['cancel'] : []
  }
  if (decided && awaitsVerdict(job)) return ['settle']
  if (failedCallback(job) !== undefined) return ['deliver']
  // Which of several workers missed its time is judged with the verdict.
  if (job.state === 'claimed' && job.request.policy.seats === 1) {
    const deadline = job.seats[0]?.deadline
    return deadline !== undefined && now > deadline + MARGIN ? ['forfeit'] : []
  }
  return []
}

/** Which callback of the request's contract failed and can still be made, as a WHEN_* bit. */
export function failedCallback({ state, request, callbacks }: Job): 1 | 2 | undefined {
  if (callbacks?.final === 'failed') return WHEN_FINAL
  // A contract that hears the end hears nothing provisional after it.
  const due =
    state === 'submitted' || (state === 'accepted' && request.callback.when === WHEN_PROVISIONAL)
  return callbacks?.provisional === 'failed' && due ? WHEN_PROVISIONAL : undefined
}

/** The bytes that a repeated callback carries: those of the result that it tells of, where they are on the chain. */
export function outputToDeliver({ state, output = '0x' }: Job): Hex {
  return state === 'accepted' || state === 'submitted' ? output : '0x'
}
