'use client'

import type { Job } from '@assay/sdk'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { isAddressEqual } from 'viem'
import { FailureNotice } from '../chain/FailureNotice.tsx'
import { Button, buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { shortenHex } from '../display/format.ts'
import { IgnoredNotice } from '../display/IgnoredNotice.tsx'
import { joinClasses } from '../display/joinClasses.ts'
import { PageHeader } from '../display/PageHeader.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { Unread } from '../display/Unread.tsx'
import { IndexedResults } from '../features/record/IndexedResults.tsx'
import { JobTable } from '../features/results/JobTable.tsx'
import { readFilters, stateFilters } from '../features/results/readFilters.ts'
import { fieldsOf } from '../queries/recordFields.ts'
import { useFailure } from '../queries/useFailure.ts'
import { useJobs } from '../queries/useJobs.ts'
import { useRecord } from '../queries/useRecord.ts'
import { useWallet } from '../wallet/WalletContext.tsx'

const PAGE = 25

/** All jobs, failures as visible as successes: from the index, and from the chain itself where the index is silent. */
export function ResultsPage() {
  const router = useRouter()
  const parameters = new URLSearchParams(useSearchParams())
  const { isPending, isError, data } = useRecord('/status')
  const [isAuditing, setAuditing] = useState(false)
  const isDown = isError || (data !== undefined && fieldsOf(data.block) === undefined)

  function go(change: Record<string, string | undefined>) {
    const next = new URLSearchParams(parameters)
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    router.replace(next.size === 0 ? '/results' : `/results?${next}`, { scroll: false })
  }

  if (isPending)
    return (
      <>
        <PageHeader title="Results">Every request to both markets.</PageHeader>
        <RowsSkeleton rows={8} />
      </>
    )
  // A sample that is being run needs no index any more, so it is not taken away with the list.
  if (!isDown || (isAuditing && data !== undefined))
    return (
      <>
        <PageHeader title="Results">
          Every request to both markets, failures as easy to find as successes. The index read them
          from the chain; each job’s own page checks them.
        </PageHeader>
        <IndexedResults parameters={parameters} onChange={go} {...{ isAuditing, setAuditing }} />
      </>
    )
  return <ChainResults parameters={parameters} onChange={go} />
}

/** The same list without an index, by state and address only. */
function ChainResults({
  parameters,
  onChange,
}: {
  parameters: URLSearchParams
  onChange: (change: Record<string, string | undefined>) => void
}) {
  const { address: account } = useWallet()
  const query = useJobs()
  const failure = useFailure(query)
  const [shown, setShown] = useState(PAGE)
  const { state, address, refused } = readFilters(parameters)
  const filter = stateFilters.find(({ id }) => id === state)
  const accepts = (job: Job, chosen = filter) => chosen?.states.includes(job.state) ?? true

  function go(change: Record<string, string | undefined>) {
    setShown(PAGE)
    onChange(change)
  }

  const ofAddress = query.data?.jobs.filter(
    ({ request, seats }) =>
      address === undefined ||
      isAddressEqual(request.requester, address) ||
      seats.some(({ worker }) => isAddressEqual(worker, address)),
  )
  const jobs = ofAddress?.filter((job) => accepts(job))
  return (
    <>
      <PageHeader title="Results">
        Every request to both markets, read from the chain
        {query.data !== undefined && (
          <>
            {' '}
            at block <span className="tabular font-mono">{query.data.block.toString()}</span>
          </>
        )}
        .
      </PageHeader>
      <p className="mb-4 max-w-3xl text-xs text-soft">
        Without the index, this page reads the chain itself, and filters by state and address only.
      </p>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Which results</legend>
          {[undefined, ...stateFilters].map((each) => (
            <button
              key={each?.id ?? 'all'}
              type="button"
              aria-pressed={filter === each}
              onClick={() => go({ state: each?.id })}
              className={joinClasses(
                'inline-flex h-8 items-center gap-2 rounded border px-3 text-xs',
                filter === each
                  ? 'border-line-strong bg-surface font-medium'
                  : 'border-transparent text-soft hover:bg-sunken',
              )}
            >
              {each?.label ?? 'All'}
              {ofAddress !== undefined && (
                <span className="tabular text-faint">
                  {each === undefined
                    ? ofAddress.length
                    : ofAddress.filter((job) => accepts(job, each)).length}
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
      <IgnoredNotice refused={refused} onRemove={go} />
      {['refuted', 'void', 'expired'].includes(filter?.id ?? '') && (
        <p className="mb-4 max-w-3xl text-xs text-soft">
          Where no answer is accepted, the requester gets the price back and nothing else. A worker
          forfeits its collateral only if its answer was refuted or did not come: half goes to the
          account that refuted it, and what nobody earned is burned.
        </p>
      )}
      {failure !== undefined && <FailureNotice error={failure} />}
      <section
        aria-label="Results"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {jobs === undefined && failure !== undefined ? (
          <Unread />
        ) : jobs === undefined ? (
          <RowsSkeleton rows={8} />
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
                <Button onClick={() => go({ state: undefined, address: undefined })}>
                  Show all
                </Button>
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
