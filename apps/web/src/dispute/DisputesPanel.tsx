'use client'

import type { Job } from '@assay/sdk'
import Link from 'next/link'
import { Hash } from '../display/Hash.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { Status } from '../display/Status.tsx'
import { describeGame, nextOf } from './describeGame.ts'
import { useDisputes } from './useDisputes.ts'

/** The disputes about a job's results, where there are any. */
export function DisputesPanel({ job }: { job: Job }) {
  const disputes = useDisputes(job.id, { enabled: job.seats.length > 0 })
  if (disputes.data === undefined || disputes.data.length === 0) return null
  return (
    <Panel title="Disputes" titleId="disputes-title" flush aside="Decided by the chain, not by us">
      <ul className="divide-y divide-line">
        {disputes.data.map((dispute) => (
          <li
            key={dispute.game.toString()}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4"
          >
            <Status {...describeGame(dispute)} />
            <span className="min-w-0 text-soft sm:flex-1 max-sm:order-last max-sm:w-full">
              <Hash value={dispute.challenger} label="challenger" copy={false} /> against{' '}
              <Hash value={dispute.worker} label="worker" copy={false} />
              <span className="block text-xs text-faint">
                {nextOf(dispute) ?? `Ended after ${dispute.moves.length} transactions`}
                {dispute.state === 'open' && dispute.deadline !== undefined && (
                  <>
                    , <RelativeTime seconds={dispute.deadline} />
                  </>
                )}
              </span>
            </span>
            <Link
              href={`/disputes/${dispute.game}`}
              className="text-sm max-sm:ml-auto underline decoration-line-strong underline-offset-4 hover:text-accent-text"
            >
              See how it narrows
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
