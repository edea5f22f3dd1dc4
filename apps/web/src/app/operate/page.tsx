import type { Metadata } from 'next'
import { OperatePage } from '../../screens/OperatePage.tsx'

export const metadata: Metadata = { title: 'Operate a worker' }

export default function Page() {
  return <OperatePage />
}
