import { AlertTriangle, CircleAlert, Info, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { joinClasses } from './joinClasses.ts'

export type NoticeTone = 'fail' | 'pending' | 'info'

const tones: Record<NoticeTone, { icon: LucideIcon; box: string; mark: string }> = {
  fail: { icon: CircleAlert, box: 'border-fail/40 bg-fail-wash', mark: 'text-fail' },
  pending: { icon: AlertTriangle, box: 'border-pending/40 bg-pending-wash', mark: 'text-pending' },
  info: { icon: Info, box: 'border-line bg-sunken', mark: 'text-faint' },
}

/** What went wrong or has to be known: what it is, what follows, and what can be done. */
export function Notice({
  tone,
  title,
  children,
  action,
  live = true,
}: {
  tone: NoticeTone
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** Reads itself out when it appears. */
  live?: boolean
}) {
  const { icon: Icon, box, mark } = tones[tone]
  return (
    <div
      role={live ? (tone === 'fail' ? 'alert' : 'status') : undefined}
      className={joinClasses('appear flex gap-3 rounded border p-3 text-sm', box)}
    >
      <Icon aria-hidden className={joinClasses('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="mt-0.5 break-words text-soft">{children}</div>}
        {action !== undefined && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  )
}
