import type { Metadata } from 'next'
import { AccountPage } from '../../screens/AccountPage.tsx'

export const metadata: Metadata = { title: 'Account' }

export default function Page() {
  return <AccountPage />
}
