'use client'

import type { Answer, Job } from '@assay/sdk'
import type { ReactNode } from 'react'
import { type Hex, size } from 'viem'
import { Amount } from '../../display/Amount.tsx'
import { Hash } from '../../display/Hash.tsx'
import { Skeleton } from '../../display/Loading.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { useNow } from '../../display/useNow.ts'
import { offeredBy, spentOf } from '../../queries/settlement.ts'
import { useDisputes } from '../../queries/useDisputes.ts'
import type { Token } from '../../queries/useToken.ts'

type SentenceProps = {
  job: Job
  token: Token | undefined
  answer: Answer | undefined
  /** Whether the model’s card, which says what the output means, is still being read. */
  reading: boolean
}

/** What happened, as one sentence. */
export function JobSentence({ job, token, answer, reading }: SentenceProps) {
  const { request, state, steps } = job
  const requester = <Account address={request.requester} label="requester" />
  const several = request.policy.seats > 1
  const taken = job.seats.filter(({ left }) => left !== true).length
  const amount = (units: bigint) =>
    token === undefined ? 'a fee' : <Amount units={units} {...token} />
  const fee = <>up to {amount(offeredBy(job))}</>
  const words = reading ? (
    <Skeleton className="inline-block h-5 w-24 align-middle" />
  ) : (
    <AnswerWords answer={answer} output={job.output} />
  )
  switch (state) {
    case 'open':
      return (
        <>
          {requester} offers {fee} for {several ? `${request.policy.seats} answers` : 'an answer'};{' '}
          {steps.some(({ kind }) => kind === 'forfeited')
            ? 'a worker took it and missed its deadline, so it is open again.'
            : taken > 0
              ? `${taken} of ${request.policy.seats} workers have taken it.`
              : 'no worker has taken it yet.'}
        </>
      )
    case 'claimed':
      return (
        <>
          {requester} offers {fee}; <Claimed job={job} />
        </>
      )
    case 'revealing':
    case 'submitted':
      return (
        <>
          {requester} offers {fee}; <Workers job={job} /> answered {words}. The verdict is awaited.
        </>
      )
    case 'accepted':
      return (
        <>
          {requester} paid {amount(spentOf(job))}; <Workers job={job} paid /> answered{' '}
          {reading ? (
            <Skeleton className="inline-block h-5 w-24 align-middle" />
          ) : (
            <AnswerWords answer={answer} output={job.output} />
          )}
          .
        </>
      )
    case 'rejected':
      return (
        <>
          {requester} offered {fee}; <Refuted job={job} /> The requester got the fee back, and
          nothing else.
        </>
      )
    case 'cancelled':
      return (
        <>
          {requester} offered {fee} and took the request back before a worker claimed it.
        </>
      )
    case 'expired':
      return (
        <>
          {requester} offered {fee}; nobody answered in time, and the fee went back.
        </>
      )
    case 'void':
      return (
        <>
          {requester} offered {fee};{' '}
          {several
            ? 'too few of its workers gave the same answer, and the fee went back.'
            : 'nobody judged the answer in time, and the fee went back.'}
        </>
      )
    default:
      return <>The chain knows nothing of this job.</>
  }
}

function Account({ address, label }: { address: string; label: string }): ReactNode {
  return <Hash value={address} label={label} href={`/address/${address}`} copy={false} />
}

/** The worker by its address; of several how many. */
function Workers({ job, paid = false }: { job: Job; paid?: boolean }) {
  const { seats, request } = job
  const [seat] = seats
  if (request.policy.seats === 1)
    return seat === undefined ? (
      'a worker'
    ) : (
      <>
        worker <Account address={seat.worker} label="worker" />
      </>
    )
  const counted = seats.filter(({ outputRoot }) =>
    paid ? outputRoot === job.receipt?.outputRoot : outputRoot !== undefined,
  )
  return `${counted.length} of ${request.policy.seats} workers`
}

function Claimed({ job }: { job: Job }) {
  const now = useNow()
  const deadline = job.seats[0]?.deadline
  if (job.request.policy.seats > 1)
    return (
      <>
        its {job.request.policy.seats} workers took it and owe an answer
        {job.commitUntil !== undefined && (
          <>
            , hidden at first, <RelativeTime seconds={job.commitUntil} />
          </>
        )}
        .
      </>
    )
  return (
    <>
      <Workers job={job} />{' '}
      {deadline === undefined ? (
        'took it and owes an answer.'
      ) : now !== undefined && now > deadline ? (
        'took it and missed its deadline.'
      ) : (
        <>
          took it and owes an answer <RelativeTime seconds={deadline} />.
        </>
      )}
    </>
  )
}

function Refuted({ job }: { job: Job }) {
  const disputes = useDisputes({ jobId: job.id })
  const won = disputes.data?.find(({ state }) => state === 'challenger-won')
  if (won === undefined)
    return (
      <>
        the answer of <Workers job={job} /> was rejected.
      </>
    )
  return (
    <>
      <Account address={won.challenger} label="challenger" /> disputed the answer of{' '}
      <Workers job={job} /> and won.
    </>
  )
}

function AnswerWords({ answer, output }: { answer: Answer | undefined; output: Hex | undefined }) {
  if (answer === undefined)
    return output === undefined || output === '0x'
      ? 'with bytes that are not on the chain'
      : `with ${size(output).toLocaleString('en')} bytes`
  return <strong className="font-semibold">{answer.label}</strong>
}
