'use client'

import type { Job, JobStep } from '@assay/sdk'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatEther, type Hex } from 'viem'
import { Facts } from '../../display/Facts.tsx'
import { shortenHex } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { Panel } from '../../display/Panel.tsx'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import { statusIcons } from '../../display/Status.tsx'
import { useTransaction } from '../../queries/useTransaction.ts'
import { type TimelineEntry, timelineOf } from './timelineOf.ts'

/** What happened and what is still to come, each with the transaction behind it. */
export function Timeline({ job }: { job: Job }) {
  const entries = timelineOf(job)
  return (
    <Panel title="Timeline" titleId="timeline-title" aside="Each step is a transaction">
      <ol aria-live="polite" className="relative">
        {entries.map((entry, index) => (
          <Entry key={entry.key} entry={entry} last={index === entries.length - 1} />
        ))}
      </ol>
    </Panel>
  )
}

function Entry({ entry, last }: { entry: TimelineEntry; last: boolean }) {
  const { title, step, tone } = entry
  const Icon =
    statusIcons[
      tone === 'done' ? 'done' : tone === 'bad' ? 'fail' : tone === 'now' ? 'pending' : 'none'
    ]
  return (
    <li className="relative flex gap-3 pb-4 last:pb-0">
      {!last && (
        <span
          aria-hidden
          className={joinClasses(
            'absolute top-6 bottom-0 left-[9.5px] border-l',
            tone === 'done' || tone === 'bad' ? 'border-line-strong' : 'border-line border-dashed',
          )}
        />
      )}
      <Icon
        aria-hidden
        className={joinClasses(
          'mt-0.5 size-5 shrink-0',
          tone === 'done' && 'text-settled',
          tone === 'bad' && 'text-fail',
          tone === 'now' && 'breathe text-pending',
          tone === 'later' && 'text-unknown',
        )}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span
            className={joinClasses('font-medium', tone === 'later' && 'font-normal text-faint')}
          >
            {title}
            <span className="sr-only">
              {tone === 'done' || tone === 'bad'
                ? ', done'
                : tone === 'now'
                  ? ', awaited'
                  : ', not yet'}
            </span>
          </span>
          {step !== undefined && (
            <span className="text-xs text-faint">
              <RelativeTime past seconds={step.timestamp} />
            </span>
          )}
        </div>
        {entry.note !== undefined && <p className="text-xs text-soft">{entry.note}</p>}
        {step !== undefined && <Transaction step={step} />}
      </div>
    </li>
  )
}

function Transaction({ step }: { step: JobStep }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="group text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex min-h-6 items-center gap-1 rounded-sm text-faint hover:text-text">
        <span>
          Transaction <span className="font-mono">{shortenHex(step.transactionHash)}</span>, block{' '}
          <span className="tabular font-mono">{step.blockNumber.toString()}</span>
        </span>
        <ChevronDown
          aria-hidden
          className="size-3.5 transition-transform duration-150 group-open:rotate-180"
        />
      </summary>
      {open && <TransactionFacts hash={step.transactionHash} />}
    </details>
  )
}

function TransactionFacts({ hash }: { hash: Hex }) {
  const receipt = useTransaction(hash)
  const value = (draw: (data: NonNullable<typeof receipt.data>) => ReactNode) =>
    receipt.data === undefined ? (
      receipt.isError ? (
        'could not be read'
      ) : (
        <Skeleton className="h-4 w-20" />
      )
    ) : (
      draw(receipt.data)
    )
  return (
    <div className="appear mt-1 rounded bg-sunken p-3">
      <Facts
        facts={[
          {
            id: 'hash',
            term: 'Transaction',
            value: <Hash value={hash} label="transaction hash" />,
          },
          {
            id: 'from',
            term: 'Sent by',
            value: value(({ from }) => <Hash value={from} label="sender" />),
          },
          { id: 'status', term: 'Outcome', value: value(({ status }) => status) },
          {
            id: 'gas',
            term: 'Gas used',
            value: value(({ gasUsed }) => (
              <span className="tabular font-mono">{gasUsed.toLocaleString('en')}</span>
            )),
          },
          {
            id: 'cost',
            term: 'Cost',
            value: value(({ gasUsed, effectiveGasPrice }) => (
              <span className="tabular font-mono">
                {Number(formatEther(gasUsed * effectiveGasPrice)).toPrecision(3)} ETH
              </span>
            )),
          },
          {
            id: 'block',
            term: 'Block hash',
            value: value(({ blockHash }) => <Hash value={blockHash} label="block hash" />),
          },
        ]}
      />
    </div>
  )
}
