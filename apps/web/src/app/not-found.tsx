import type { Metadata } from 'next'
import { PageNotFound } from '../shell/PageNotFound.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return <PageNotFound />
}
