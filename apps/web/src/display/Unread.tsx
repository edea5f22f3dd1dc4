import { EmptyState } from './EmptyState.tsx'

/**
 * Stands in for what the chain's endpoint has not told yet: unknown is no empty list, and nothing to wait for without end.
 *
 * @param title the page's heading, for those who hear it, where this stands in for the whole page
 */
export function Unread({ title }: { title?: string }) {
  return (
    <>
      {title !== undefined && <h1 className="sr-only">{title}</h1>}
      <EmptyState title="Unknown for now">
        The chain’s endpoint did not answer. It is asked again every few seconds.
      </EmptyState>
    </>
  )
}
