import type { Metadata } from 'next'
import { PublishPage } from '../../screens/PublishPage.tsx'

export const metadata: Metadata = { title: 'Publish a model' }

export default function Page() {
  return <PublishPage />
}
