'use client'

import Link from 'next/link'
import { FailureNotice } from '../chain/FailureNotice.tsx'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { Unread } from '../display/Unread.tsx'
import { DisputeList } from '../features/dispute/DisputeList.tsx'
import { useDisputes } from '../queries/useDisputes.ts'
import { useFailure } from '../queries/useFailure.ts'

/** Every challenge of a result, won or lost. */
export function DisputesPage() {
  const query = useDisputes({})
  const failure = useFailure(query)
  const disputes = query.data
  return (
    <>
      <PageHeader title="Disputes">
        Anyone who re-runs a result and gets a different answer can challenge it. The two sides
        narrow it down to one number, which the chain computes itself. A worker whose result is
        refuted forfeits its collateral: half goes to the account that challenged first, half is
        burned.
      </PageHeader>
      {failure !== undefined && <FailureNotice error={failure} />}
      <section
        aria-label="Disputes"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {disputes === undefined && failure !== undefined ? (
          <Unread />
        ) : disputes === undefined ? (
          <RowsSkeleton rows={4} />
        ) : disputes.length === 0 ? (
          <EmptyState
            title="No result has been challenged"
            action={
              <Link href="/results" className={buttonClasses('secondary')}>
                See all results
              </Link>
            }
          >
            Results bought with the method Optimistic can be challenged until their window closes.
          </EmptyState>
        ) : (
          <DisputeList disputes={disputes} label="Disputes, newest first" />
        )}
      </section>
    </>
  )
}
