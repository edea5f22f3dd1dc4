import type { Metadata } from 'next'
import { isHex, size } from 'viem'
import { EmbedPage } from '../../../../screens/EmbedPage.tsx'

type Parameters = { params: Promise<{ id: string }> }

export const metadata: Metadata = { title: 'Mark of a job', robots: 'noindex' }

export default async function Page({ params }: Parameters) {
  const { id } = await params
  if (!isHex(id) || size(id) !== 32) return <p>This is not the id of a job.</p>
  return <EmbedPage key={id} id={id} />
}
