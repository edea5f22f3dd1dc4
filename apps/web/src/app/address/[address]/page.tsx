import type { Metadata } from 'next'
import { getAddress, isAddress } from 'viem'
import { AddressMalformed } from '../../../screens/AddressMalformed.tsx'
import { AddressPage } from '../../../screens/AddressPage.tsx'

type Parameters = { params: Promise<{ address: string }> }

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  return { title: `Address ${(await params).address.slice(0, 42)}` }
}

export default async function Page({ params }: Parameters) {
  const { address } = await params
  if (!isAddress(address, { strict: false })) return <AddressMalformed text={address} />
  return <AddressPage key={address} address={getAddress(address)} />
}
