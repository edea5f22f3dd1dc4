'use client'

import type { Job } from '@assay/sdk'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { getAddress, isAddress, isAddressEqual } from 'viem'
import { explainError } from '../chain/explainError.ts'
import { Button, buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { shortenHex } from '../display/format.ts'
import { joinClasses } from '../display/joinClasses.ts'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { JobTable, JobTableSkeleton } from '../features/results/JobTable.tsx'
import { useJobs } from '../queries/useJobs.ts'
import { useWallet } from '../wallet/WalletContext.tsx'

const PAGE = 25

const filters = [
  { id: 'all', label: 'All', accepts: () => true },
  { id: 'accepted', label: 'Accepted', accepts: ({ state }: Job) => state === 'accepted' },
  {
    id: 'open',
    label: 'Under way',
    accepts: ({ state }: Job) => ['open', 'claimed', 'revealing', 'submitted'].includes(state),
  },
  {
    id: 'failed',
    label: 'Refunded',
    accepts: ({ state }: Job) => ['rejected', 'void', 'cancelled', 'expired'].includes(state),
  },
] as const

/** All jobs, failures as visible as successes. Filter and address stand in the URL. */
export function ResultsPage() {
  const router = useRouter()
  const parameters = useSearchParams()
  const { address: account } = useWallet()
  const query = useJobs()
  const [shown, setShown] = useState(PAGE)
  const filter = filters.find(({ id }) => id === parameters.get('status')) ?? filters[0]
  const wanted = parameters.get('address')
  const address =
    wanted !== null && isAddress(wanted, { strict: false }) ? getAddress(wanted) : undefined

  function go(change: { status?: string; address?: string | undefined }) {
    const next = new URLSearchParams(parameters)
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === 'all') next.delete(name)
      else next.set(name, value)
    }
    setShown(PAGE)
    router.replace(next.size === 0 ? '/results' : `/results?${next}`, { scroll: false })
  }

  const ofAddress = query.data?.jobs.filter(
    ({ request, seats }) =>
      address === undefined ||
      isAddressEqual(request.requester, address) ||
      seats.some(({ worker }) => isAddressEqual(worker, address)),
  )
  const jobs = ofAddress?.filter((job) => filter.accepts(job))
  return (
    <>
      <PageHeader title="Results">
        Every request to both markets, read directly from the chain
        {query.data !== undefined && (
          <>
            {' '}
            at block <span className="tabular font-mono">{query.data.block.toString()}</span>
          </>
        )}
        . No index stands between.
      </PageHeader>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Which results</legend>
          {filters.map(({ id, label, accepts }) => (
            <button
              key={id}
              type="button"
              aria-pressed={filter.id === id}
              onClick={() => go({ status: id })}
              className={joinClasses(
                'inline-flex h-8 items-center gap-2 rounded border px-3 text-xs',
                filter.id === id
                  ? 'border-line-strong bg-surface font-medium'
                  : 'border-transparent text-soft hover:bg-sunken',
              )}
            >
              {label}
              {ofAddress !== undefined && (
                <span className="tabular text-faint">
                  {ofAddress.filter((job) => accepts(job)).length}
                </span>
              )}
            </button>
          ))}
        </fieldset>
        <div className="ml-auto flex items-center gap-2">
          {address !== undefined ? (
            <Button size="small" onClick={() => go({ address: undefined })}>
              Only {shortenHex(address)} <span aria-hidden>×</span>
              <span className="sr-only">: show all</span>
            </Button>
          ) : (
            account !== undefined && (
              <Button size="small" onClick={() => go({ address: account })}>
                Only mine
              </Button>
            )
          )}
        </div>
      </div>
      {filter.id === 'failed' && (
        <p className="mb-4 max-w-3xl text-xs text-soft">
          Where no answer is accepted, the requester gets its price back and nothing else. A worker
          forfeits its collateral only where its answer was shown wrong, or is absent: half goes to
          the account that showed it, and what nobody earned is burned.
        </p>
      )}
      {query.isError && (
        <div className="mb-4">
          <Notice tone="fail" title={explainError(query.error).title}>
            {explainError(query.error).detail}
          </Notice>
        </div>
      )}
      <section
        aria-label="Results"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {jobs === undefined ? (
          <JobTableSkeleton rows={8} />
        ) : jobs.length === 0 ? (
          <EmptyState
            title={
              query.data?.jobs.length === 0 ? 'Nobody has asked for anything yet' : 'No result fits'
            }
            action={
              query.data?.jobs.length === 0 ? (
                <Link href="/" className={buttonClasses('primary')}>
                  Try a model
                </Link>
              ) : (
                <Button onClick={() => go({ status: 'all', address: undefined })}>Show all</Button>
              )
            }
          >
            {query.data?.jobs.length === 0
              ? 'The first request will be listed here, with its answer and everything that was checked.'
              : 'Other filters show other results.'}
          </EmptyState>
        ) : (
          <JobTable jobs={jobs.slice(0, shown)} caption="Jobs, newest first" />
        )}
      </section>
      {jobs !== undefined && jobs.length > shown && (
        <div className="mt-4 text-center">
          <Button onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, jobs.length - shown)} more of {jobs.length - shown}
          </Button>
        </div>
      )}
    </>
  )
}
