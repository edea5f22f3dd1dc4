import { joinClasses } from './joinClasses.ts'

/** The shape of something that is still coming. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={joinClasses('breathe block rounded-sm bg-line', className)} />
}
