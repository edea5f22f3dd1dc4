import type { Metadata } from 'next'
import { getAddress, isAddress } from 'viem'
import { AddressMalformed } from '../../../screens/AddressMalformed.tsx'
import { RolePage } from '../../../screens/RolePage.tsx'

type Parameters = { params: Promise<{ address: string }> }

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  return { title: `Requester ${(await params).address.slice(0, 42)}` }
}

export default async function Page({ params }: Parameters) {
  const { address } = await params
  if (!isAddress(address, { strict: false })) return <AddressMalformed text={address} />
  return <RolePage key={address} as="requester" address={getAddress(address)} />
}
