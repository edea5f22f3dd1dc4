import type { ReactNode } from 'react'

/** A page's name and the sentence under it. */
export function PageHeader({
  title,
  children,
  aside,
}: {
  title: ReactNode
  children?: ReactNode
  aside?: ReactNode
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0 max-w-2xl">
        <h1 className="text-xl font-semibold tracking-tight max-sm:text-lg">{title}</h1>
        {children !== undefined && <div className="mt-1 text-soft">{children}</div>}
      </div>
      {aside}
    </header>
  )
}
