'use client'

import { Wallet } from 'lucide-react'
import Link from 'next/link'
import { explainError } from '../chain/explainError.ts'
import { Amount } from '../display/Amount.tsx'
import { Button, buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Hash } from '../display/Hash.tsx'
import { Skeleton } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { MoneyForm } from '../features/account/MoneyForm.tsx'
import { TestMoneyButton } from '../features/account/TestMoneyButton.tsx'
import { JobTable } from '../features/results/JobTable.tsx'
import { useFunds } from '../queries/useFunds.ts'
import { useJobs } from '../queries/useJobs.ts'
import { useWallet } from '../wallet/WalletContext.tsx'
import { useWalletDialog } from '../wallet/WalletDialog.tsx'

/** The connected account's money and jobs. */
export function AccountPage() {
  const { address, isDemo, isConnected } = useWallet()
  const openWallets = useWalletDialog()
  const funds = useFunds()
  const jobs = useJobs()
  if (!isConnected || address === undefined)
    return (
      <>
        <PageHeader title="Account" />
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            title="No wallet is connected"
            action={
              <Button kind="primary" onClick={openWallets}>
                <Wallet aria-hidden className="size-4" />
                Choose a wallet
              </Button>
            }
          >
            This page shows an account’s money and its jobs. You can read and check results without
            a wallet.
          </EmptyState>
        </div>
      </>
    )
  const mine = jobs.data?.jobs.filter(
    ({ request }) => request.requester.toLowerCase() === address.toLowerCase(),
  )
  const data = funds.data
  return (
    <>
      <PageHeader title="Account" aside={<TestMoneyButton />}>
        <span className="inline-flex flex-wrap items-center gap-2">
          <Hash value={address} label="address" />
          {isDemo && (
            <span className="rounded-sm bg-accent-wash px-2 py-0.5 text-xs text-accent-text">
              Demo wallet: its key is public, its money worth nothing
            </span>
          )}
        </span>
      </PageHeader>
      {funds.isError && (
        <div className="mb-4">
          <Notice tone="fail" title={explainError(funds.error).title}>
            {explainError(funds.error).detail}
          </Notice>
        </div>
      )}
      <div className="grid items-start gap-4 md:grid-cols-2 lg:gap-6">
        <Panel
          title="In the ledger"
          titleId="ledger-title"
          aside="Pays for requests; refunds arrive here"
        >
          <p className="mb-4 flex flex-wrap items-baseline gap-x-4 text-xl">
            {data === undefined ? (
              <Skeleton className="h-9 w-40" />
            ) : (
              <>
                <span data-testid="free-balance">
                  <Amount units={data.free} {...data} />{' '}
                  <span className="text-sm text-soft">free</span>
                </span>
                <span className="text-sm text-soft" data-testid="locked-balance">
                  <Amount units={data.locked} {...data} /> locked
                </span>
              </>
            )}
          </p>
          {data !== undefined && (
            <MoneyForm
              direction="withdraw"
              available={data.free}
              decimals={data.decimals}
              symbol={data.symbol}
            />
          )}
          <p className="mt-3 text-xs text-faint">
            Locked money is at stake in requests, jobs, disputes or a worker’s slots. You can
            withdraw it once it is free.
          </p>
        </Panel>
        <Panel title="In the wallet" titleId="wallet-title" aside="Only yours">
          <p
            className="mb-4 flex flex-wrap items-baseline gap-x-4 text-xl"
            data-testid="wallet-balance"
          >
            {data === undefined ? (
              <Skeleton className="h-9 w-40" />
            ) : (
              <>
                <Amount units={data.wallet} {...data} />
                <span className="text-sm text-soft">
                  <Amount units={data.ether} decimals={18} symbol="ETH" digits={4} /> for gas
                </span>
              </>
            )}
          </p>
          {data !== undefined && (
            <MoneyForm
              direction="deposit"
              available={data.wallet}
              decimals={data.decimals}
              symbol={data.symbol}
            />
          )}
        </Panel>
      </div>
      <div className="mt-4 lg:mt-6">
        <Panel
          title="My jobs"
          titleId="jobs-title"
          flush
          aside={mine === undefined ? undefined : `${mine.length}`}
        >
          {mine === undefined ? (
            <RowsSkeleton rows={3} />
          ) : mine.length === 0 ? (
            <EmptyState
              title="You have not asked for anything yet"
              action={
                <Link href="/" className={buttonClasses('primary')}>
                  Try a model
                </Link>
              }
            >
              You need no deposit first. A request takes what it lacks from your wallet.
            </EmptyState>
          ) : (
            <JobTable jobs={mine} caption="My jobs, newest first" />
          )}
        </Panel>
      </div>
    </>
  )
}
