import type { Metadata } from 'next'
import { VerifyPage } from '../../screens/VerifyPage.tsx'

export const metadata: Metadata = { title: 'Verify' }

export default function Page() {
  return <VerifyPage />
}
