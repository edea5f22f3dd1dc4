'use client'

import {
  Ban,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  EqualApproximately,
  EqualNot,
  Gavel,
  Hourglass,
  type LucideIcon,
  OctagonX,
  PenLine,
  TriangleAlert,
  Undo2,
  Users,
} from 'lucide-react'
import { formatUtc } from '../../display/format.ts'
import { joinClasses } from '../../display/joinClasses.ts'
import { Popover } from '../../display/Popover.tsx'
import { type StatusTone, toneBadge, toneText } from '../../display/Status.tsx'
import { type Assurance, type ChipName, readWedges } from './assure.ts'
import { Hallmark } from './Hallmark.tsx'

const looks: Record<ChipName, { tone: StatusTone; icon: LucideIcon | typeof DoubleRing }> = {
  mismatch: { tone: 'fail', icon: TriangleAlert },
  refuted: { tone: 'fail', icon: OctagonX },
  differs: { tone: 'fail', icon: EqualNot },
  disputed: { tone: 'pending', icon: Gavel },
  rerun: { tone: 'pass', icon: DoubleRing },
  quorum: { tone: 'settled', icon: Users },
  unchallenged: { tone: 'settled', icon: CircleMinus },
  disputable: { tone: 'pending', icon: Hourglass },
  closed: { tone: 'pending', icon: Hourglass },
  signed: { tone: 'signed', icon: PenLine },
  unanswered: { tone: 'unknown', icon: CircleDashed },
  refunded: { tone: 'unknown', icon: Undo2 },
  cancelled: { tone: 'unknown', icon: Ban },
  unknown: { tone: 'unknown', icon: CircleHelp },
}

/** What there is to know about a job at a glance: icon, word and colour; in lists without background. */
export function AssuranceChip({
  assurance,
  plain = false,
}: {
  assurance: Pick<Assurance, 'chip' | 'word' | 'until' | 'isFloat'>
  plain?: boolean
}) {
  const { chip, word, until, isFloat } = assurance
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5 align-middle" data-chip={chip}>
      <Chip tone={looks[chip].tone} icon={looks[chip].icon} plain={plain}>
        {word}
        {until !== undefined && !plain && ` until ${formatUtc(until).slice(11)}`}
      </Chip>
      {isFloat && (
        <Chip tone="float" icon={EqualApproximately} plain={plain}>
          <span className={plain ? 'sr-only' : undefined}>Float: not comparable</span>
        </Chip>
      )}
    </span>
  )
}

function Chip({
  tone,
  icon: Icon,
  plain,
  children,
}: {
  tone: StatusTone
  icon: LucideIcon | typeof DoubleRing
  plain: boolean
  children: React.ReactNode
}) {
  return (
    <span
      className={joinClasses(
        'inline-flex items-center gap-1.5 whitespace-nowrap text-xs font-medium',
        plain ? toneText[tone] : joinClasses('rounded-sm px-2 py-1', toneBadge[tone]),
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />
      <span>{children}</span>
    </span>
  )
}

/** Chip and hallmark together, with what each wedge says on demand. */
export function AssuranceMark({ assurance, size = 40 }: { assurance: Assurance; size?: number }) {
  return (
    <Popover
      label="How sure one may be of this answer"
      testId="assurance"
      className="rounded-sm"
      trigger={
        <span className="inline-flex items-center gap-2.5">
          <Hallmark assurance={assurance} size={size} />
          <AssuranceChip assurance={assurance} />
        </span>
      }
    >
      <span className="block font-medium">{assurance.word}</span>
      <span className="mt-0.5 block text-soft">{assurance.meaning}</span>
      <span className="mt-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
        {readWedges(assurance).map(({ name, title, says, fill }) => (
          <span key={name} className="contents">
            <span className="text-faint">{title}</span>
            <span className={fill === 'struck' ? 'text-fail' : undefined}>{says}</span>
          </span>
        ))}
      </span>
    </Popover>
  )
}

/** A tick in a double ring: drawn only for what this browser computed. */
function DoubleRing({ className }: { className?: string; strokeWidth?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      <circle cx="12" cy="12" r="11" />
      <circle cx="12" cy="12" r="7.6" strokeWidth="1.4" />
      <path d="m8.6 12.2 2.4 2.4 4.4-5" strokeWidth="2.2" />
    </svg>
  )
}
