import type { Job } from '@assay/sdk'
import type { Token } from '../account/useToken.ts'
import { Amount } from '../display/Amount.tsx'
import { Hash } from '../display/Hash.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import type { Answer } from '../model/readAnswer.ts'
import { formatShare } from './formatShare.ts'

/** What happened, as one sentence. */
export function JobSentence({
  job,
  token,
  answer,
}: {
  job: Job
  token: Token | undefined
  answer: Answer | undefined
}) {
  const { request, state, seats } = job
  const requester = (
    <Hash
      value={request.requester}
      label="requester"
      href={`/results?address=${request.requester}`}
      copy={false}
    />
  )
  const seat = seats[0]
  const worker = seat && (
    <Hash
      value={seat.worker}
      label="worker"
      href={`/results?address=${seat.worker}`}
      copy={false}
    />
  )
  const fee =
    token === undefined ? (
      'a fee'
    ) : (
      <Amount units={request.offer.maxFee * BigInt(request.policy.seats)} {...token} />
    )
  const share = answer?.shares?.[answer.best]
  switch (state) {
    case 'open':
      return (
        <>
          {requester} offers {fee} for an answer; no worker has taken it yet.
        </>
      )
    case 'claimed':
      return (
        <>
          {requester} offers {fee}; worker {worker} took it and owes an answer{' '}
          {seat && <RelativeTime seconds={seat.deadline} />}.
        </>
      )
    case 'revealing':
    case 'submitted':
      return (
        <>
          {requester} offers {fee}; worker {worker} has answered, and the verdict is awaited.
        </>
      )
    case 'accepted':
      return (
        <>
          {requester} paid {fee}; worker {worker} answered{' '}
          {answer === undefined ? (
            'with bytes that are not on the chain'
          ) : (
            <strong className="font-semibold">
              {answer.label}
              {share !== undefined && ` (${formatShare(share)})`}
            </strong>
          )}
          .
        </>
      )
    case 'rejected':
      return (
        <>
          {requester} offered {fee}; the answer of worker {worker} was rejected and the fee went
          back.
        </>
      )
    case 'cancelled':
      return (
        <>
          {requester} offered {fee} and took the request back before a worker claimed it.
        </>
      )
    case 'expired':
    case 'void':
      return (
        <>
          {requester} offered {fee}; there was no verdict in time, and the fee went back.
        </>
      )
    default:
      return <>The chain knows nothing of this job.</>
  }
}
