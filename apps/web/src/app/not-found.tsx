import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no such page"
        action={
          <Link href="/" className={buttonClasses('secondary')}>
            Go home
          </Link>
        }
      >
        Jobs have addresses of the form /jobs/0x… with 64 hexadecimal digits.
      </EmptyState>
    </div>
  )
}
