import type { Metadata } from 'next'
import { DisputeNotFound } from '../../../screens/DisputeNotFound.tsx'
import { DisputePage } from '../../../screens/DisputePage.tsx'

type Parameters = { params: Promise<{ game: string }> }

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  return { title: `Dispute ${(await params).game.slice(0, 20)}` }
}

export default async function Page({ params }: Parameters) {
  const { game } = await params
  if (!/^[1-9][0-9]{0,18}$/.test(game)) return <DisputeNotFound game={game} malformed />
  return <DisputePage key={game} game={BigInt(game)} />
}
