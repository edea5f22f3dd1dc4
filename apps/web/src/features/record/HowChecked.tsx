'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { shortenHex } from '../../display/format.ts'
import { useTotals } from '../../queries/useTotals.ts'
import { wedgePath } from '../assurance/wedgePath.ts'

/** How an answer is checked, in three pictures. Each leads to a job or a dispute of this chain at which it can be seen. */
export function HowChecked() {
  const { data: totals, isError } = useTotals()
  const examples = totals?.examples
  const link = (id: string | undefined, href: string, words: string, none: string) => {
    if (id !== undefined)
      return (
        <Link
          href={href}
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
        >
          {words}
        </Link>
      )
    if (examples !== undefined) return <span className="text-faint">{none}</span>
    return <span className="text-faint">{isError ? 'Unknown: the index is silent.' : '…'}</span>
  }
  const { receipt, rerunnable, dispute } = examples ?? {}
  return (
    <section
      aria-labelledby="how-title"
      className="overflow-hidden rounded-lg border border-line bg-line"
    >
      <h2
        id="how-title"
        className="border-b border-line bg-surface px-4 py-3.5 text-sm font-semibold"
      >
        How it is checked
      </h2>
      <ol className="grid gap-px md:grid-cols-3" data-testid="how-checked">
        <Way
          picture={<Signed />}
          title="A worker signs its answer"
          link={link(
            receipt,
            `/jobs/${receipt}`,
            `A signed answer: job ${shortenHex(receipt ?? '')}`,
            'Nothing has been answered here yet.',
          )}
        >
          Your browser recomputes what binds the answer to your request: roots, digest, signature.
        </Way>
        <Way
          picture={<RunAgain />}
          title="Anyone can run it again"
          link={link(
            rerunnable,
            `/jobs/${rerunnable}`,
            `Run one again here: job ${shortenHex(rerunnable ?? '')}`,
            'No exact model has answered here yet.',
          )}
        >
          An exact model has one right answer, to the last bit. Your browser can compute it too.
        </Way>
        <Way
          picture={<Disputed />}
          title="A lie loses by one number"
          link={link(
            dispute,
            `/disputes/${dispute}`,
            `A dispute, move by move: dispute ${dispute}`,
            'Nobody has disputed an answer here yet.',
          )}
        >
          Two sides narrow their difference to one number. A contract computes it, and one side
          pays.
        </Way>
      </ol>
    </section>
  )
}

function Way({
  picture,
  title,
  link,
  children,
}: {
  picture: ReactNode
  title: string
  link: ReactNode
  children: ReactNode
}) {
  return (
    <li className="flex flex-col bg-surface p-4">
      {picture}
      <h3 className="mt-3 font-medium">{title}</h3>
      <p className="mt-1 flex-1 text-soft">{children}</p>
      <p className="mt-2 min-h-5 text-xs">{link}</p>
    </li>
  )
}

const picture = {
  viewBox: '0 0 240 88',
  className: 'h-22 w-full max-w-72 self-center',
  fill: 'none',
  strokeWidth: 1.5,
} as const

/** A sheet with a signature, and the mark whose first part it fills. */
function Signed() {
  return (
    <svg {...picture} aria-hidden>
      <rect x="16" y="8" width="84" height="72" rx="4" stroke="var(--line-strong)" />
      <path d="M28 24h60M28 36h60M28 48h36" stroke="var(--line-strong)" />
      <path
        d="M30 68c6-14 12-14 10-4s8 4 12-4 6 8 12 2 10-2 18-2"
        stroke="var(--signed)"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path d="M116 44h22m-6-6 6 6-6 6" stroke="var(--text-faint)" />
      <g transform="translate(188 44)" strokeWidth="2.4" strokeLinejoin="round">
        {[0, 1, 2, 3, 4].map((index) => (
          <path
            key={index}
            d={wedgePath(index)}
            fill={index === 0 ? 'var(--settled)' : 'none'}
            stroke={index === 0 ? 'var(--settled)' : 'var(--line-strong)'}
          />
        ))}
      </g>
    </svg>
  )
}

const bytes = [0.9, 0.25, 0.6, 0.4, 1, 0.15, 0.7]

/** The same bytes twice: those that were signed, and those that were computed here. */
function RunAgain() {
  const row = (y: number, colour: string) =>
    bytes.map((share, index) => (
      <rect
        key={share}
        x={25 + index * 28}
        y={y}
        width="22"
        height="22"
        rx="3"
        fill={colour}
        fillOpacity={share}
        stroke={colour}
      />
    ))
  return (
    <svg {...picture} aria-hidden>
      {row(8, 'var(--signed)')}
      <path d="M110 40h20M110 48h20" stroke="var(--text-soft)" strokeWidth="2.5" />
      {row(58, 'var(--settled)')}
    </svg>
  )
}

/** A row of which one part is picked, until one number is left. */
function Disputed() {
  const row = (y: number, count: number, from: number, width: number, chosen: number) =>
    Array.from({ length: count }, (_value, index) => (
      <rect
        key={`${y} ${from + index * width}`}
        x={from + index * width}
        y={y}
        width={width - 4}
        height="16"
        rx="3"
        fill={index === chosen ? 'var(--pending)' : 'none'}
        stroke={index === chosen ? 'var(--pending)' : 'var(--line-strong)'}
      />
    ))
  return (
    <svg {...picture} aria-hidden>
      {row(6, 7, 16, 30, 4)}
      <path d="M136 24 90 34M162 24l44 10" stroke="var(--line-strong)" />
      {row(36, 6, 88, 20, 3)}
      <path d="M148 54l-10 10M164 54l10 10" stroke="var(--line-strong)" />
      <rect x="142" y="66" width="28" height="18" rx="3" fill="var(--fail)" />
    </svg>
  )
}
