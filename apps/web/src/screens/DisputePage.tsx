'use client'

import { type Dispute, DisputeNotFoundError } from '@assay/sdk'
import { FailureNotice } from '../chain/FailureNotice.tsx'
import { Amount } from '../display/Amount.tsx'
import { Facts } from '../display/Facts.tsx'
import { formatDuration } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { Skeleton } from '../display/Loading.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { Status } from '../display/Status.tsx'
import { Unread } from '../display/Unread.tsx'
import { clockOf, formatClock } from '../features/dispute/clock.ts'
import { DemandsPanel } from '../features/dispute/DemandsPanel.tsx'
import { describeGame, describeMove, moveCount, nextOf } from '../features/dispute/describeGame.ts'
import { ReplayedNarrowing } from '../features/dispute/ReplayedNarrowing.tsx'
import { YourMove } from '../features/dispute/YourMove.tsx'
import { ModelName } from '../features/model/ModelName.tsx'
import { useDispute, useDisputeTerms, useTimeLeft } from '../queries/useDisputes.ts'
import { useFailure } from '../queries/useFailure.ts'
import { useJob } from '../queries/useJob.ts'
import { useStep } from '../queries/useStep.ts'
import { useToken } from '../queries/useToken.ts'
import { DisputeNotFound } from './DisputeNotFound.tsx'

/** One dispute: how it narrows, who owes the next move, and what is at stake. Needs no wallet. */
export function DisputePage({ game }: { game: bigint }) {
  const query = useDispute(game)
  const failure = useFailure(query)
  const dispute = query.data
  if (dispute === undefined) {
    if (failure instanceof DisputeNotFoundError) return <DisputeNotFound game={game.toString()} />
    return (
      <>
        {failure !== undefined && <FailureNotice error={failure} />}
        {failure !== undefined ? (
          <Unread title="The dispute could not be read" />
        ) : (
          <div aria-busy="true" className="space-y-4">
            <h1 className="sr-only">Reading the dispute from the chain</h1>
            <Skeleton className="h-7 w-full max-w-2xl" />
            <Skeleton className="h-64 w-full" />
          </div>
        )}
      </>
    )
  }
  return (
    <>
      <header className="mb-6">
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-faint">
          <Status {...describeGame(dispute)} />
          <span>
            Dispute {dispute.game.toString()} about job{' '}
            <Hash value={dispute.job} label="job id" href={`/jobs/${dispute.job}`} copy={false} />
          </span>
        </div>
        <h1 className="max-w-3xl text-lg font-normal leading-8" data-testid="dispute-sentence">
          <Sentence dispute={dispute} />
        </h1>
      </header>
      {failure !== undefined && <FailureNotice error={failure} />}
      <div className="mb-4 empty:hidden lg:mb-6">
        <YourMove dispute={dispute} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_368px] lg:gap-6">
        <div className="grid min-w-0 gap-4 lg:gap-6">
          <Panel
            title="From the program to one number"
            titleId="narrowing-title"
            aside={<Turn dispute={dispute} />}
          >
            <ReplayedNarrowing dispute={dispute} />
            <PickedStep dispute={dispute} />
          </Panel>
          <DemandsPanel jobId={dispute.job} />
        </div>
        <div className="grid min-w-0 gap-4 lg:gap-6">
          <Moves dispute={dispute} />
          <Stakes dispute={dispute} />
        </div>
      </div>
    </>
  )
}

function Sentence({ dispute }: { dispute: Dispute }) {
  const { challenger, worker, path, state } = dispute
  const who = <Hash value={challenger} label="challenger" copy={false} />
  const against = <Hash value={worker} label="worker" href={`/address/${worker}`} copy={false} />
  if (state === 'open')
    return (
      <>
        {who} challenges the result of worker {against}. The chain decides between them by one
        number.
      </>
    )
  if (state === 'worker-won')
    return (
      <>
        {who} challenged the result of worker {against} and lost. The bond went to the worker.
      </>
    )
  if (path.element === undefined || path.step === undefined)
    return (
      <>
        {who} challenged the result of worker {against}, which missed a move. So its result counts
        as wrong.
      </>
    )
  return (
    <>
      {who} refuted the result of worker {against}: element{' '}
      {path.element.index.toLocaleString('en')} of step {path.step.index} is{' '}
      <strong className="font-semibold">{path.element.actual.toString()}</strong>, not{' '}
      {path.element.claimed.toString()}.
    </>
  )
}

function Turn({ dispute }: { dispute: Dispute }) {
  const next = nextOf(dispute)
  if (next === undefined) return <>{moveCount(dispute)} moves in all</>
  return (
    <>
      <span role="status">{next}</span>
      {dispute.deadline !== undefined && (
        <>
          , <RelativeTime seconds={dispute.deadline} />
        </>
      )}
    </>
  )
}

/** What the picked step is, read from the encoding that the chain checked against the program's root. */
function PickedStep({ dispute }: { dispute: Dispute }) {
  const { step } = dispute.path
  const data = useStep(step?.encoding)
  if (step === undefined) return null
  return (
    <p className="mt-4 border-t border-line pt-3 text-xs text-soft">
      Step {step.index}
      {data === undefined
        ? ''
        : ` is ${data.op} and gives ${data.output.dtype} ${data.output.shape.join(' × ')}`}
      , {step.byteLength.toLocaleString('en')} bytes. Its operands were opened before it, so both
      sides agree on them; the referee contract computes one element from them. Steps, pages and
      elements are counted from 0.
    </p>
  )
}

function Moves({ dispute }: { dispute: Dispute }) {
  return (
    <Panel title="Moves" titleId="moves-title" aside="Each is a transaction">
      <ol aria-live="polite" className="space-y-3">
        {dispute.moves.map(({ kind, by, transactionHash, logIndex, timestamp }) => (
          <li key={`${transactionHash}-${logIndex}`}>
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium capitalize">{by}</span>
              <span className="text-xs text-faint">
                <RelativeTime past seconds={timestamp} />
              </span>
            </div>
            <p className="text-xs text-soft">{describeMove(kind)}</p>
            <p className="text-xs text-faint">
              <Hash value={transactionHash} label="transaction" />
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Stakes({ dispute }: { dispute: Dispute }) {
  const token = useToken().data
  const terms = useDisputeTerms().data
  const clock = terms === undefined ? undefined : clockOf(terms.moveTime)
  const left = useTimeLeft(dispute).data
  const begun = dispute.moves[0]?.timestamp
  const offer = useJob(dispute.job).data?.request.offer
  const amount = (units: bigint | undefined) =>
    token === undefined || units === undefined ? (
      <Skeleton className="h-5 w-20" />
    ) : (
      <Amount units={units} {...token} />
    )
  return (
    <Panel title="At stake" titleId="stakes-title">
      <Facts
        facts={[
          {
            id: 'bond',
            term: 'The challenger’s bond',
            value: amount(dispute.bond),
            note:
              dispute.bondTo === undefined
                ? 'goes to the worker if the challenge fails'
                : `went to the ${dispute.state === 'worker-won' ? 'worker' : 'challenger'}`,
          },
          {
            id: 'collateral',
            term: 'The worker’s collateral',
            value: amount(offer?.collateral),
          },
          {
            id: 'rank',
            term: 'Counts from block',
            value: (
              <span className="tabular font-mono">
                {(dispute.ranked?.since ?? dispute.since).toString()}
              </span>
            ),
            note: dispute.ranked === undefined ? 'that of the challenge' : 'that of its commitment',
          },
          {
            id: 'time',
            term: 'Time of each side',
            value:
              clock === undefined ? (
                <Skeleton className="h-5 w-16" />
              ) : (
                formatDuration(clock.budget)
              ),
            ...(clock === undefined
              ? {}
              : { note: `and ${formatDuration(clock.freePart)} free in each move` }),
          },
          ...(dispute.state === 'open' && left !== undefined
            ? [
                {
                  id: 'left',
                  term: 'Left after the last move',
                  value: `worker ${formatClock(left.worker)}`,
                  note: `challenger ${formatClock(left.challenger)}`,
                },
              ]
            : []),
          ...(dispute.state === 'open' && clock !== undefined && begun !== undefined
            ? [
                {
                  id: 'latest',
                  term: 'Ends at the latest',
                  value: <RelativeTime seconds={begun + clock.longest} />,
                },
              ]
            : []),
          {
            id: 'claimed',
            term: 'Disputed root',
            value: <Hash value={dispute.outputRoot} label="output root" />,
          },
          { id: 'model', term: 'Model', value: <ModelName id={dispute.model} /> },
        ]}
      />
      <div className="mt-3 space-y-2 border-t border-line pt-3 text-xs text-soft">
        <p>
          If the result is refuted, half of the worker’s collateral is burned and half goes to the
          account that challenged first. The worker gets no fee. The requester gets none of the
          collateral.
        </p>
        <p>
          First is the account whose block is the earliest.{' '}
          {dispute.ranked === undefined
            ? 'A commitment made before the challenge counts once it is proved, and only where the referee computes the value that it proves.'
            : `The commitment counts only where the referee computes ${dispute.ranked.value} at element ${dispute.ranked.element.toLocaleString('en')}; else block ${dispute.since}, that of the challenge, does.`}
        </p>
        <p>Time runs as on a chess clock: the side that runs out of it loses.</p>
      </div>
    </Panel>
  )
}
