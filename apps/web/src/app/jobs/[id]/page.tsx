import type { Metadata } from 'next'
import { isHex, size } from 'viem'
import { shortenHex } from '../../../display/format.ts'
import { JobNotFound } from '../../../screens/JobNotFound.tsx'
import { JobPage } from '../../../screens/JobPage.tsx'

type Parameters = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Parameters): Promise<Metadata> {
  return { title: `Job ${shortenHex((await params).id.slice(0, 66))}` }
}

export default async function Page({ params }: Parameters) {
  const { id } = await params
  if (!isHex(id) || size(id) !== 32) return <JobNotFound id={id} malformed />
  return <JobPage key={id} id={id} />
}
