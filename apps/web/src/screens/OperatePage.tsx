'use client'

import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { type Address, getAddress, isAddress } from 'viem'
import { explainError } from '../chain/explainError.ts'
import { Amount } from '../display/Amount.tsx'
import { Button } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'
import { Facts } from '../display/Facts.tsx'
import { formatDuration } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { Skeleton } from '../display/Loading.tsx'
import { Notice } from '../display/Notice.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { TextField } from '../display/TextField.tsx'
import { useNow } from '../display/useNow.ts'
import { EarningsPanel } from '../features/operate/EarningsPanel.tsx'
import { gasByDay } from '../features/operate/gasByDay.ts'
import {
  MOST_SEATS,
  readDisputes,
  readSeats,
  readWork,
  SEATS_QUERY,
} from '../features/operate/readWork.ts'
import { StatusPanel, useStatusAddress, useWorkerStatus } from '../features/operate/StatusPanel.tsx'
import { isDue, threatsOf } from '../features/operate/threatsOf.ts'
import { useGasOf, useIndexOf, useMoneyOf } from '../queries/useOperation.ts'
import { useWallet } from '../wallet/WalletContext.tsx'
import { useWalletDialog } from '../wallet/WalletDialog.tsx'

/** How a worker does: what is about to cost it something first, then what it earns. Any address can be read. */
export function OperatePage() {
  const router = useRouter()
  const named = useSearchParams().get('address') ?? ''
  const wallet = useWallet()
  const isNamed = isAddress(named, { strict: false })
  // The index keeps addresses with their checksum.
  const given = isNamed ? named : wallet.address
  const address = given === undefined ? undefined : getAddress(given)
  return (
    <>
      <PageHeader title="Operate a worker">
        {address === undefined ? (
          'What is about to cost a worker something, what it earns, and which jobs it left.'
        ) : (
          <span className="inline-flex flex-wrap items-center gap-2">
            <Hash value={address} label="address" />
            {isNamed ? 'Read-only: the address in the address bar' : 'The connected account'}
          </span>
        )}
      </PageHeader>
      <div className="space-y-4 lg:space-y-6">
        {named !== '' && !isNamed && (
          <Notice tone="info" title={`“${named.slice(0, 60)}” is no address; it was left out.`}>
            An address is 0x and 40 hexadecimal digits.
          </Notice>
        )}
        <AddressForm
          key={`form ${named}`}
          onAddress={(next) =>
            router.replace(next === undefined ? '/operate' : `/operate?address=${next}`)
          }
        />
        {address === undefined ? <NoAddress /> : <Operation key={address} address={address} />}
      </div>
    </>
  )
}

function AddressForm({ onAddress }: { onAddress: (address: Address | undefined) => void }) {
  const [text, setText] = useState('')
  const given = text.trim()
  const isRight = isAddress(given, { strict: false })
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight) onAddress(given)
      }}
    >
      <div className="min-w-0 flex-1 sm:max-w-md">
        <TextField
          label="Look at another worker"
          placeholder="0x…"
          value={text}
          onChange={(event) => setText(event.target.value)}
          problem={
            given !== '' && !isRight ? 'An address: 0x and 40 hexadecimal digits.' : undefined
          }
        />
      </div>
      <Button type="submit" disabled={!isRight}>
        Look
      </Button>
    </form>
  )
}

function NoAddress() {
  const openWallets = useWalletDialog()
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState
        title="No worker is named"
        action={
          <Button kind="primary" onClick={openWallets}>
            Choose a wallet
          </Button>
        }
      >
        Connect the account that your worker works for, or name an address. This page never asks for
        a worker’s key.
      </EmptyState>
    </div>
  )
}

function Operation({ address }: { address: Address }) {
  const now = useNow()
  const money = useMoneyOf(address)
  const work = useIndexOf('work', address, (of) => `/workers/${of}`, readWork)
  const seats = useIndexOf(
    'seats',
    address,
    () => '/sql',
    readSeats,
    (of) => ({ query: SEATS_QUERY, parameters: [of] }),
  )
  const disputes = useIndexOf(
    'openDisputes',
    address,
    (of) => `/disputes?state=open&worker=${of}`,
    readDisputes,
  )
  const own = useStatusAddress(address, work.data?.endpoint)
  const status = useWorkerStatus(address, own.address)
  const rows = seats.data ?? []
  const gas = useGasOf(
    address,
    rows.flatMap(({ transactions }) => transactions),
  )
  const sent = gas.data?.filter(({ isOwn }) => isOwn) ?? []
  const gasEach =
    sent.length === 0
      ? undefined
      : sent.reduce((sum, { cost }) => sum + cost, 0n) / BigInt(sent.length)
  const isIndexDown = work.isError || seats.isError || disputes.isError
  const isKnown =
    money.data !== undefined && seats.data !== undefined && disputes.data !== undefined
  const threats = threatsOf({
    now: now ?? 0,
    disputes: disputes.data ?? [],
    seats: rows,
    coin: money.data?.coin,
    gasEach,
    status: status.data,
  })
  const open = rows
    .filter(({ outcome }) => isDue(outcome))
    .sort((a, b) => (a.deadline ?? 0) - (b.deadline ?? 0))
  const token = money.data
  return (
    <>
      {isIndexDown && (
        <Notice tone="pending" title="Jobs and earnings are unknown without the index.">
          {explainError(work.error ?? seats.error ?? disputes.error).title} Balances are read from
          the chain.
        </Notice>
      )}
      {money.isError && (
        <Notice tone="fail" title={explainError(money.error).title}>
          {explainError(money.error).detail}
        </Notice>
      )}
      <Panel title="What costs money next" titleId="threats-title">
        {threats.length > 0 ? (
          <ul className="divide-y divide-line" data-testid="threats">
            {threats.map(({ id, sentence, href }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-2 py-2">
                <span>{sentence}</span>
                {href !== undefined && (
                  <Link href={href} className="underline underline-offset-4">
                    Open
                  </Link>
                )}
              </li>
            ))}
          </ul>
        ) : isKnown && !isIndexDown ? (
          <p className="text-soft" data-testid="threats">
            Nothing: no dispute waits for an answer, and no job is due.
          </p>
        ) : (
          !isIndexDown && <Skeleton className="h-6 w-2/3" />
        )}
        {isIndexDown && (
          <p className="text-soft">
            Deadlines and disputes are unknown while the index does not answer.
          </p>
        )}
      </Panel>
      <div className="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
        <Panel title="Balances" titleId="balances-title">
          {token === undefined ? (
            <Skeleton className="h-32 w-full" />
          ) : (
            <Facts
              facts={[
                {
                  id: 'coin',
                  term: 'For gas',
                  value: <Amount units={token.coin} decimals={18} symbol="ETH" />,
                  note:
                    gasEach === undefined || gasEach === 0n
                      ? 'it has sent no transaction to compare with'
                      : `pays for ${(token.coin / gasEach).toLocaleString('en')} transactions such as its last ${sent.length}`,
                },
                {
                  id: 'free',
                  term: 'In the ledger, free',
                  value: <Amount units={token.free} {...token} />,
                  note: 'for collateral, and yours to withdraw',
                },
                {
                  id: 'locked',
                  term: 'In the ledger, locked',
                  value: <Amount units={token.locked} {...token} />,
                  note: 'at stake in jobs, disputes and slots',
                },
                {
                  id: 'wallet',
                  term: 'In the wallet',
                  value: <Amount units={token.wallet} {...token} />,
                },
                ...(work.data === undefined
                  ? []
                  : [
                      {
                        id: 'stake',
                        term: 'Staked',
                        value: <Amount units={work.data.stake} {...token} />,
                        ...(work.data.unbonding > 0n
                          ? { note: <Unbonding units={work.data.unbonding} token={token} /> }
                          : {}),
                      },
                    ]),
              ]}
            />
          )}
        </Panel>
        <Panel title="Jobs by time left" titleId="due-title" aside={`${open.length} open`}>
          {seats.data === undefined ? (
            <p className="text-soft">{isIndexDown ? 'Unknown.' : 'Being read.'}</p>
          ) : open.length === 0 ? (
            <p className="text-soft">It holds no job that waits for a result.</p>
          ) : (
            <ul className="divide-y divide-line">
              {open.map(({ job, seat, deadline, fee }) => (
                <li
                  key={`${job}-${seat}`}
                  className="flex flex-wrap items-center justify-between gap-2 py-2"
                >
                  <Hash value={job} label="job id" href={`/jobs/${job}`} />
                  <span className="flex gap-3 text-soft">
                    {token !== undefined && <Amount units={fee} {...token} plain />}
                    {deadline === undefined || now === undefined
                      ? 'no deadline'
                      : deadline > now
                        ? `${formatDuration(deadline - now)} left`
                        : 'its time is over'}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
      {token !== undefined && work.isSuccess && (
        <EarningsPanel
          days={work.data?.days ?? []}
          gasByDay={gasByDay(rows, gas.data ?? [], rows.length === MOST_SEATS)}
          token={token}
        />
      )}
      <StatusPanel
        address={own.address}
        own={own.own}
        onAddress={own.keep}
        status={status.data}
        problem={
          status.isError
            ? status.error.message
            : own.address === ''
              ? 'The worker has published no address; name it above.'
              : undefined
        }
      />
      <Panel title="What it asks" titleId="asks-title" aside="Its own word, in the worker registry">
        {work.data === undefined || work.data.asks.length === 0 || token === undefined ? (
          <p className="text-soft">
            {isIndexDown
              ? 'Unknown.'
              : 'It has published no price. Its settings say what it takes; others cannot see them.'}
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {work.data.asks.map(({ model, fee, collateral, lockFor }) => (
              <li key={model} className="flex flex-wrap justify-between gap-2 py-2">
                <Hash value={model} label="model id" />
                <span className="text-soft">
                  <Amount units={fee} {...token} />, collateral up to{' '}
                  <Amount units={collateral} {...token} />, {formatDuration(lockFor)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {work.isSuccess && work.data === undefined && (
        <Panel title="No worker here yet" titleId="start-title">
          <ol className="list-decimal space-y-1 pl-4 text-soft">
            <li>Write its settings into worker.toml: endpoint, deployment, key and models.</li>
            <li>
              Run <code className="font-mono">npm run assay -- worker doctor</code>, which says what
              is missing.
            </li>
            <li>
              Run <code className="font-mono">npm run assay -- worker start</code>. Its first job
              will stand here.
            </li>
          </ol>
        </Panel>
      )}
    </>
  )
}

function Unbonding({
  units,
  token,
}: {
  units: bigint
  token: { decimals: number; symbol: string }
}) {
  return (
    <>
      <Amount units={units} {...token} /> on its way back
    </>
  )
}
