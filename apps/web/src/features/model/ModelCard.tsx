import Link from 'next/link'
import { Amount } from '../../display/Amount.tsx'
import { buttonClasses } from '../../display/Button.tsx'
import { formatCount, formatDuration, formatMeasured } from '../../display/format.ts'
import { RelativeTime } from '../../display/RelativeTime.tsx'
import type { ModelRecord } from '../../queries/useModelRecords.ts'
import type { Token } from '../../queries/useToken.ts'
import type { ModelEntry } from './filterModels.ts'
import { taskWords } from './ModelFacets.tsx'
import { profileOf } from './profiles.ts'

/** A model in the list: what it does by its publisher's word, and what was counted of it. */
export function ModelCard({
  entry: { model, card, record },
  token,
  pending,
}: {
  entry: ModelEntry
  token: Token | undefined
  /** Whether cards are still being read. */
  pending: boolean
}) {
  const measured = card?.measured[0]
  const href = `/models/${model.name}`
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="text-base font-semibold [overflow-wrap:anywhere]">
            <Link href={href} className="hover:text-accent-text">
              {card?.title ?? model.name}
            </Link>
          </h2>
          <p className="text-xs text-faint [overflow-wrap:anywhere]">
            {model.name}@{model.version}
            {card?.task !== undefined && ` · ${taskWords(card.task)}`} ·{' '}
            {profileOf(model.profile).name}
            {card?.licence !== undefined && ` · ${card.licence}`}
          </p>
        </div>
        <Link
          href={href}
          aria-label={`Run ${model.name}`}
          className={buttonClasses('secondary', 'small')}
        >
          Run
        </Link>
      </div>
      <p className="mt-2 line-clamp-3 min-h-10 max-w-3xl text-soft max-sm:min-h-15">
        {card?.description ?? (pending ? 'Reading its card.' : 'Its card could not be read.')}
      </p>
      <p className="tabular mt-3 flex min-h-9 flex-wrap content-start gap-x-4 gap-y-1 text-xs text-soft max-sm:min-h-24">
        {record === undefined ? (
          <span className="text-faint">Jobs, prices and times are unknown.</span>
        ) : (
          <Counted record={record} token={token} />
        )}
        {measured !== undefined && (
          <span className="text-faint">
            {measured.metric} {formatMeasured(measured)}
            {measured.samples !== undefined && ` of ${measured.samples.toLocaleString('en')}`}{' '}
            (publisher says)
          </span>
        )}
      </p>
    </li>
  )
}

function Counted({ record, token }: { record: ModelRecord; token: Token | undefined }) {
  const { jobs, refuted, asks, lowestFee, latency, lastAnsweredAt } = record
  return (
    <>
      {lowestFee === undefined ? (
        <span>nobody names a price</span>
      ) : (
        <span>
          from {token === undefined ? '…' : <Amount units={lowestFee} {...token} plain />}, by{' '}
          {formatCount(asks, 'worker', 'workers')}
        </span>
      )}
      <span>
        {formatCount(jobs, 'job', 'jobs')}, {refuted.toLocaleString('en')} refuted
      </span>
      {latency !== undefined && (
        <span>
          half answered{' '}
          {latency < 1 ? 'in less than a second' : `within ${formatDuration(latency)}`}
        </span>
      )}
      {lastAnsweredAt !== undefined && (
        <span>
          last answer <RelativeTime past plain seconds={lastAnsweredAt} />
        </span>
      )}
    </>
  )
}
