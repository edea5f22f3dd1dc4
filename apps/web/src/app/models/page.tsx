import type { Metadata } from 'next'
import { ModelsPage } from '../../model/ModelsPage.tsx'

export const metadata: Metadata = { title: 'Models' }

export default function Page() {
  return <ModelsPage />
}
