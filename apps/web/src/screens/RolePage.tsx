'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Address } from 'viem'
import { Amount } from '../display/Amount.tsx'
import { formatDuration } from '../display/format.ts'
import { Hash } from '../display/Hash.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { Panel } from '../display/Panel.tsx'
import { RelativeTime } from '../display/RelativeTime.tsx'
import { modelHref } from '../features/model/modelPath.ts'
import { Figures, type RecordFigure } from '../features/record/Figures.tsx'
import { RecentJobs } from '../features/record/RecentJobs.tsx'
import { RecordNotice } from '../features/record/RecordNotice.tsx'
import { shareOf } from '../features/record/share.ts'
import { IndexError } from '../queries/fetchIndex.ts'
import {
  amountOf,
  countOf,
  type Fields,
  fieldsOf,
  listOf,
  measureOf,
  textOf,
} from '../queries/recordFields.ts'
import { useRecord } from '../queries/useRecord.ts'
import { useToken } from '../queries/useToken.ts'
import { useWallet } from '../wallet/WalletContext.tsx'

export type Role = 'worker' | 'requester' | 'publisher'

const roles: Readonly<Record<Role, { title: string; plural: string; never: string }>> = {
  worker: {
    title: 'Worker',
    plural: 'workers',
    never: 'This address has never registered as a worker or taken a job here.',
  },
  requester: {
    title: 'Requester',
    plural: 'requesters',
    never: 'This address has never asked for anything here.',
  },
  publisher: {
    title: 'Publisher',
    plural: 'publishers',
    never: 'This address has never published a model here.',
  },
}

/** What an account did in one role, each figure a way to the rows that make it. */
export function RolePage({ as: role, address }: { as: Role; address: Address }) {
  const { title, plural, never } = roles[role]
  const { data, error } = useRecord(`/${plural}/${address}`)
  const { address: account } = useWallet()
  const record = fieldsOf(data?.[role])
  const isUnknown = error instanceof IndexError && error.status === 404
  const name = textOf(record?.name)
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-baseline gap-x-3">
            {title}
            <span className="text-base font-normal">
              <Hash value={address} label={role} />
            </span>
            {account === address && <span className="text-sm font-normal text-soft">You</span>}
          </span>
        }
      >
        {name !== undefined && <>“{name.slice(0, 60)}” (its own word). </>}
        {role === 'worker'
          ? 'That nobody disputed a worker does not make it right.'
          : 'Counted from the chain.'}{' '}
        <Link href={`/address/${address}`} className="underline underline-offset-4">
          Other roles of this address
        </Link>
      </PageHeader>
      {isUnknown ? (
        <p className="rounded-lg border border-line bg-surface p-6 text-center text-soft">
          {never}
        </p>
      ) : (
        <>
          {error !== null && <RecordNotice error={error} isStale={data !== undefined} />}
          {record !== undefined && data !== undefined && (
            <>
              <RoleFigures of={role} address={address} record={record} />
              <div className="grid items-start gap-6 lg:grid-cols-2">
                {role !== 'publisher' && <RecentJobs filter={`${role}=${address}`} />}
                {role === 'worker' && <Asks rows={listOf(data.askRows)} />}
                {role === 'requester' && <Models rows={listOf(data.models)} />}
                {role === 'publisher' && <Models rows={listOf(data.modelRows)} />}
              </div>
            </>
          )}
        </>
      )}
    </>
  )
}

function RoleFigures({
  of: role,
  address,
  record,
}: {
  of: Role
  address: Address
  record: Fields
}) {
  const { data: token } = useToken()
  const money = (value: unknown): ReactNode => {
    const units = amountOf(value)
    return units === undefined || token === undefined ? undefined : (
      <Amount units={units} {...token} digits={2} plain />
    )
  }
  const count = (value: unknown) => countOf(value)?.toLocaleString('en')
  const results = (filter = '') => `/results?${role}=${address}${filter}`
  const [p50, p95] = [measureOf(record.latencyP50), measureOf(record.latencyP95)]
  const figures: Readonly<Record<Role, RecordFigure[]>> = {
    worker: [
      {
        name: 'answered of taken',
        value: shareOf(countOf(record.answered), countOf(record.taken)),
        href: results(),
      },
      {
        name: 'in time, of taken',
        value: shareOf(countOf(record.inTime), countOf(record.taken)),
        note: `${count(record.missed) ?? 'unknown'} missed`,
      },
      {
        name: 'refuted',
        value: count(record.refuted),
        href: results('&assurance=refuted'),
        note: `of ${count(record.disputed) ?? 'unknown'} disputed`,
      },
      {
        name: 'median time to answer',
        value: p50 === undefined ? undefined : formatDuration(p50),
        note: p95 === undefined ? undefined : `95 % in ${formatDuration(p95)}`,
      },
      { name: 'earned', value: money(record.earned), href: results('&state=accepted') },
      { name: 'forfeited', value: money(record.forfeited) },
      { name: 'stake', value: money(record.stake) },
      {
        name: 'at risk now',
        value: money(record.atRisk),
        href: results('&assurance=disputable'),
        note: 'in windows that are open',
      },
    ],
    requester: [
      { name: 'asked', value: count(record.asked), href: results() },
      { name: 'accepted', value: count(record.accepted), href: results('&state=accepted') },
      { name: 'cancelled', value: count(record.cancelled), href: results('&state=cancelled') },
      { name: 'expired', value: count(record.expired), href: results('&state=expired') },
      {
        name: 'refuted answers',
        value: count(record.refuted),
        href: results('&assurance=refuted'),
      },
      { name: 'spent', value: money(record.spent) },
      { name: 'refunded', value: money(record.refunded) },
      { name: 'disputes brought', value: count(record.disputesBrought), href: '/disputes' },
    ],
    publisher: [
      {
        name: 'versions',
        value: count(record.versions),
        note: `of ${count(record.names) ?? 'unknown'} models`,
      },
      { name: 'advised against', value: count(record.deprecated) },
      { name: 'jobs', value: count(record.jobs) },
      {
        name: 'refuted answers',
        value: shareOf(countOf(record.refuted), countOf(record.answers)),
        note: 'of all answers of its models',
      },
      { name: 'royalty earned', value: money(record.royaltyEarned) },
    ],
  }
  return <Figures figures={figures[role]} />
}

/** What a worker asks for each model. */
function Asks({ rows }: { rows: readonly Fields[] }) {
  const { data: token } = useToken()
  return (
    <Panel title="Prices" titleId="record-asks" flush>
      <ul className="divide-y divide-line text-sm">
        {rows.map((row) => {
          const fee = amountOf(row.fee)
          const setAt = countOf(row.setAt)
          const name = textOf(row.modelName) ?? textOf(row.name)
          return (
            <li key={`${row.model}`} className="flex flex-wrap items-center gap-x-4 px-4 py-2">
              {name === undefined ? (
                'a model without a name'
              ) : (
                <Link href={modelHref({ name })}>{name}</Link>
              )}
              <span>
                {fee === undefined || token === undefined ? (
                  'unknown'
                ) : (
                  <Amount units={fee} {...token} plain />
                )}
              </span>
              <span className="ml-auto text-xs text-faint">
                {setAt !== undefined && (
                  <>
                    set <RelativeTime past seconds={setAt} />
                  </>
                )}
              </span>
            </li>
          )
        })}
        {rows.length === 0 && (
          <li className="px-4 py-6 text-center text-soft">It names no price.</li>
        )}
      </ul>
    </Panel>
  )
}

/** Models with how often they were asked. */
function Models({ rows }: { rows: readonly Fields[] }) {
  return (
    <Panel title="Models" titleId="record-models" flush>
      <ul className="divide-y divide-line text-sm">
        {rows.map((row) => {
          const name = textOf(row.name)
          const version = countOf(row.version)
          return (
            <li
              key={`${row.model ?? row.id}`}
              className="flex items-center justify-between gap-4 px-4 py-2"
            >
              {name === undefined ? (
                'a model without a name'
              ) : (
                <Link
                  href={modelHref({ name, ...(version === undefined ? {} : { version }) })}
                  className="underline decoration-line-strong underline-offset-4"
                >
                  {name}
                  {version !== undefined && `@${version}`}
                </Link>
              )}
              <span className="tabular text-soft">
                {countOf(row.jobs)?.toLocaleString('en') ?? 'unknown'} jobs
              </span>
            </li>
          )
        })}
        {rows.length === 0 && <li className="px-4 py-6 text-center text-soft">None.</li>}
      </ul>
    </Panel>
  )
}
