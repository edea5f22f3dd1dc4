import type { Metadata } from 'next'
import { TrustPage } from '../../screens/TrustPage.tsx'

export const metadata: Metadata = { title: 'Trust' }

export default function Page() {
  return <TrustPage />
}
