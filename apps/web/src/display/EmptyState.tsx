import type { ReactNode } from 'react'

/** Says that there is nothing yet, why, and what to do. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <p className="text-base font-medium">{title}</p>
      <div className="mt-1 max-w-md text-soft">{children}</div>
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  )
}
