import { Skeleton } from './Loading.tsx'

/** The shape of rows that are being read. */
export function RowsSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div aria-busy="true" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, index) => (
        <div key={`row-${index * 1}`} className="flex items-center gap-4 px-4 py-2">
          <Skeleton className="size-8" />
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-4 w-16" />
          <Skeleton className="ml-auto h-4 w-24" />
        </div>
      ))}
    </div>
  )
}
