'use client'

import Link from 'next/link'
import type { Address } from 'viem'
import { Hash } from '../display/Hash.tsx'
import { PageHeader } from '../display/PageHeader.tsx'
import { RowsSkeleton } from '../display/RowsSkeleton.tsx'
import { RecordNotice } from '../features/record/RecordNotice.tsx'
import { useRecord } from '../queries/useRecord.ts'

const pages: Readonly<Record<string, { words: string; href: (address: Address) => string }>> = {
  worker: { words: 'It works: its record as a worker', href: (address) => `/workers/${address}` },
  requester: {
    words: 'It asks: its record as a requester',
    href: (address) => `/requesters/${address}`,
  },
  publisher: { words: 'It publishes: its models', href: (address) => `/publishers/${address}` },
  challenger: { words: 'It disputes: all disputes', href: () => '/disputes' },
}

/** Which roles an address has, each with the way to its record. */
export function AddressPage({ address }: { address: Address }) {
  const { data, error } = useRecord(`/accounts/${address}`)
  const roles = (Array.isArray(data?.roles) ? data.roles : []).flatMap((role) =>
    typeof role === 'string' && pages[role] !== undefined ? [{ role, ...pages[role] }] : [],
  )
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-baseline gap-x-3">
            Address
            <span className="text-base font-normal">
              <Hash value={address} label="address" />
            </span>
          </span>
        }
      >
        What it does on this market, counted from the chain.
      </PageHeader>
      {error !== null && <RecordNotice error={error} isStale={data !== undefined} />}
      {data === undefined && error === null && <RowsSkeleton rows={2} />}
      {data !== undefined && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {roles.map(({ role, words, href }) => (
            <li key={role}>
              <Link href={href(address)} className="block px-4 py-3 hover:bg-sunken">
                {words}
              </Link>
            </li>
          ))}
          {roles.length === 0 && (
            <li className="px-4 py-6 text-center text-soft">
              This address has never asked, worked or published here.
            </li>
          )}
        </ul>
      )}
    </>
  )
}
