import {
  Ban,
  Box,
  CheckCircle2,
  CircleDashed,
  CircleDot,
  CircleHelp,
  Clock3,
  type LucideIcon,
  PenLine,
  RotateCcw,
  XCircle,
} from 'lucide-react'
import { joinClasses } from './joinClasses.ts'

export type StatusTone = 'pass' | 'fail' | 'pending' | 'unknown' | 'signed' | 'settled' | 'float'

export const toneText: Record<StatusTone, string> = {
  pass: 'text-pass',
  fail: 'text-fail',
  pending: 'text-pending',
  unknown: 'text-unknown',
  signed: 'text-signed',
  settled: 'text-settled',
  float: 'text-float',
}

export const toneBadge: Record<StatusTone, string> = {
  pass: 'bg-pass-wash text-pass',
  fail: 'bg-fail-wash text-fail',
  pending: 'bg-pending-wash text-pending',
  unknown: 'bg-unknown-wash text-unknown',
  signed: 'bg-signed-wash text-signed',
  settled: 'bg-settled-wash text-settled',
  float: 'bg-float-wash text-float',
}

export const statusIcons = {
  /** A tick: only for an equality that this browser computed. */
  pass: CheckCircle2,
  /** It has happened. */
  done: CircleDot,
  /** It is in a block. */
  included: Box,
  fail: XCircle,
  pending: Clock3,
  unknown: CircleHelp,
  none: CircleDashed,
  working: PenLine,
  refunded: RotateCcw,
  cancelled: Ban,
} satisfies Record<string, LucideIcon>

export type StatusWords = {
  tone: StatusTone
  icon: keyof typeof statusIcons
  word: string
}

/** A state: always an icon, a word and a colour together. */
export function Status({
  tone,
  icon,
  word,
  plain = false,
}: StatusWords & {
  /** Without the background. */
  plain?: boolean
}) {
  const Icon = statusIcons[icon]
  return (
    <span
      className={joinClasses(
        'inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-xs font-medium',
        plain ? toneText[tone] : joinClasses('rounded-sm px-2 py-1', toneBadge[tone]),
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />
      {word}
    </span>
  )
}
