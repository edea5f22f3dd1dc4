import { EmptyState } from './EmptyState.tsx'

/** Stands in for what the chain's endpoint has not told yet: unknown is no empty list, and nothing to wait for without end. */
export function Unread() {
  return (
    <EmptyState title="Unknown for now">
      The chain’s endpoint did not answer. It is asked again every few seconds.
    </EmptyState>
  )
}
