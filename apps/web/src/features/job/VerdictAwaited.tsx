'use client'

import type { Job } from '@assay/sdk'
import Link from 'next/link'
import { buttonClasses } from '../../display/Button.tsx'
import { Notice } from '../../display/Notice.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { useNow } from '../../display/useNow.ts'
import { useDisputes } from '../../queries/useDisputes.ts'
import { useVerdict } from '../../queries/useVerdict.ts'

/** Says of an answer that is not accepted yet what it still waits for. */
export function VerdictAwaited({ job }: { job: Job }) {
  const now = useNow()
  const submitted = job.state === 'submitted'
  const verdict = useVerdict(job).data
  const disputes = useDisputes({ jobId: job.id, enabled: submitted })
  if (!submitted || verdict === undefined || verdict.decided) return null
  const won = disputes.data?.find(
    ({ state, outputRoot }) => state === 'challenger-won' && outputRoot === job.receipt?.outputRoot,
  )
  if (won !== undefined)
    return (
      <Notice
        tone="fail"
        title="This answer was refuted. Do not rely on it."
        live={false}
        action={
          <Link href={`/disputes/${won.game}`} className={buttonClasses('secondary', 'small')}>
            See what is wrong
          </Link>
        }
      >
        The job is settled once every dispute about it has ended. Its worker then forfeits its
        collateral and gets no fee.
      </Notice>
    )
  const open = disputes.data?.find(({ state }) => state === 'open')
  if (open !== undefined)
    return (
      <Notice
        tone="pending"
        title="This answer is in dispute. Do not rely on it."
        live={false}
        action={
          <Link href={`/disputes/${open.game}`} className={buttonClasses('secondary', 'small')}>
            See how it narrows
          </Link>
        }
      >
        The fee stays locked until the chain has computed the number in question, or one side misses
        a move.
      </Notice>
    )
  return (
    <Notice
      tone="pending"
      title="This answer is provisional. Anyone may still challenge it."
      live={false}
    >
      {verdict.until > 0 && (
        <>
          The challenge window {now !== undefined && now >= verdict.until ? 'closed' : 'closes'}{' '}
          <RelativeTime seconds={verdict.until} />.{' '}
        </>
      )}
      The worker is paid after that, unless a challenge has refuted the answer. Then its collateral
      is forfeited, and half of it goes to the challenger. Re-run it below to see for yourself.
    </Notice>
  )
}
