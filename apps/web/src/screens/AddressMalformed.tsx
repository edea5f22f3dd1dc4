import Link from 'next/link'
import { buttonClasses } from '../display/Button.tsx'
import { EmptyState } from '../display/EmptyState.tsx'

/** What stands in the place of an address and is none. */
export function AddressMalformed({ text }: { text: string }) {
  const digits = /^0x[0-9a-f]*$/i.test(text) ? text.length - 2 : undefined
  return (
    <div className="rounded-lg border border-line bg-surface">
      <h1 className="sr-only">Not an address</h1>
      <EmptyState
        title="This is not an address"
        action={
          <Link href="/workers" className={buttonClasses('secondary')}>
            See all workers
          </Link>
        }
      >
        {digits === undefined
          ? 'An address is 0x and 40 hexadecimal digits.'
          : `An address is 0x and 40 digits; this one has ${digits}.`}
      </EmptyState>
    </div>
  )
}
