import type { Metadata } from 'next'
import { ResultsPage } from '../../screens/ResultsPage.tsx'

export const metadata: Metadata = { title: 'Results' }

export default function Page() {
  return <ResultsPage />
}
