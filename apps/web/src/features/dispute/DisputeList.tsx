import type { Dispute } from '@assay/sdk'
import Link from 'next/link'
import { Hash } from '../../display/Hash.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { Status } from '../../display/Status.tsx'
import { describeGame, moveCount, nextOf, outcomeOf } from './describeGame.ts'

/** Disputes as rows: who says what about which result, and how far it has come. */
export function DisputeList({
  disputes,
  label,
  ofOneJob = false,
}: {
  disputes: readonly Dispute[]
  label: string
  /** Leaves out the job, which the page is about. */
  ofOneJob?: boolean
}) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {disputes.map((dispute) => (
        <Row key={dispute.game.toString()} dispute={dispute} withJob={!ofOneJob} />
      ))}
    </ul>
  )
}

function Row({ dispute, withJob }: { dispute: Dispute; withJob: boolean }) {
  const { game, job, challenger, worker, state, deadline, moves } = dispute
  const begun = moves[0]?.timestamp
  const count = moveCount(dispute)
  return (
    <li className="grid gap-x-4 gap-y-2 p-4 sm:grid-cols-[128px_minmax(0,1fr)_auto] sm:items-start">
      <div className="flex items-center justify-between gap-3 sm:block">
        <Status {...describeGame(dispute)} />
        {begun !== undefined && (
          <p className="text-xs text-faint sm:hidden">
            <RelativeTime past seconds={begun} />
          </p>
        )}
      </div>
      <div className="min-w-0">
        <p>
          <Link
            href={`/disputes/${game}`}
            className="inline-block py-1 font-medium underline decoration-line-strong underline-offset-4 hover:text-accent-text"
          >
            Dispute {game.toString()}
          </Link>{' '}
          <span className="text-soft">
            <Hash value={challenger} label="challenger" copy={false} /> against{' '}
            <Hash value={worker} label="worker" copy={false} />
            {withJob && (
              <>
                {' '}
                about job <Hash value={job} label="job id" href={`/jobs/${job}`} copy={false} />
              </>
            )}
          </span>
        </p>
        <p className="mt-0.5 text-xs text-soft">
          {nextOf(dispute) ?? outcomeOf(dispute)}
          {deadline !== undefined && (
            <>
              , <RelativeTime seconds={deadline} />
            </>
          )}
          .{' '}
          <span className="text-faint">
            {count} {count === 1 ? 'move' : 'moves'}
            {state === 'open' && ' so far'}
          </span>
        </p>
      </div>
      {begun !== undefined && (
        <p className="text-right text-xs text-faint max-sm:hidden">
          <RelativeTime past seconds={begun} />
        </p>
      )}
    </li>
  )
}
