import { LoaderCircle } from 'lucide-react'
import { joinClasses } from './joinClasses.ts'

export function Spinner({ className = 'size-4' }: { className?: string }) {
  return <LoaderCircle aria-hidden className={`animate-spin ${className}`} />
}

/** The shape of something that is still coming. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={joinClasses('breathe block rounded-sm bg-line', className)} />
}
