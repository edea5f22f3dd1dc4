import { Skeleton } from '../../display/Loading.tsx'

/** The shape of input and quote while the model is read. */
export function RunSkeleton() {
  return (
    <div
      aria-busy="true"
      className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px] lg:gap-6"
    >
      <div className="rounded-lg border border-line bg-surface p-4">
        <Skeleton className="mb-6 h-4 w-16" />
        <div className="grid grid-cols-[minmax(0,1fr)_112px] gap-4 max-sm:grid-cols-1">
          <Skeleton className="aspect-square w-full" />
          <Skeleton className="size-28" />
        </div>
        <Skeleton className="mt-4 h-12 w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-4">
        <Skeleton className="mb-6 h-4 w-16" />
        <div className="space-y-5">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-10 w-full" />
        </div>
      </div>
    </div>
  )
}
