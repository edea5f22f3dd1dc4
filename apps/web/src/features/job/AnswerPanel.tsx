'use client'

import { fitBytes, type Job } from '@assay/sdk'
import { useMemo } from 'react'
import { size as byteSize, hexToBytes } from 'viem'
import { formatShare } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { Card } from '../../queries/readCard.ts'
import { readFeatures } from '../model/features.ts'
import { Picture } from '../model/Picture.tsx'
import { pictureSize } from '../model/pictureSize.ts'
import type { Answer } from '../model/readAnswer.ts'

/** The input beside what was answered. */
export function AnswerPanel({
  job,
  card,
  answer,
  reading,
}: {
  job: Job
  card: Card | undefined
  answer: Answer | undefined
  /** Whether the card is still being read. */
  reading: boolean
}) {
  return (
    <Panel title="Input and answer" titleId="answer-title" aside={card?.title}>
      <div
        className={joinClasses(
          'grid gap-6',
          (card?.input.features.length ?? 0) > 0
            ? 'sm:grid-cols-[minmax(0,240px)_minmax(0,1fr)]'
            : 'sm:grid-cols-[176px_minmax(0,1fr)]',
        )}
      >
        <InputView job={job} card={card} />
        <div aria-live="polite">
          {job.receipt !== undefined && job.state === 'rejected' && (
            <div className="mb-4">
              <Notice tone="fail" title="This answer was rejected." live={false}>
                It is shown as it was signed; do not rely on it.
              </Notice>
            </div>
          )}
          {job.receipt !== undefined && job.state === 'void' && (
            <div className="mb-4">
              <Notice tone="pending" title="This answer was never accepted." live={false}>
                {job.seats.length > 1
                  ? 'It is the first of several; the others are listed below.'
                  : 'It is shown as it was signed.'}
              </Notice>
            </div>
          )}
          <AnswerView job={job} card={card} answer={answer} reading={reading} />
        </div>
      </div>
    </Panel>
  )
}

function InputView({ job, card }: { job: Job; card: Card | undefined }) {
  const { data, uris } = job.input
  const size = card === undefined ? undefined : pictureSize(card)
  const bytes = useMemo(() => hexToBytes(data), [data])
  const numbers = card === undefined ? undefined : readFeatures(bytes, card.input.features)
  const picture = size && bytes.length > 0 ? fitBytes(bytes, size.width * size.height) : undefined
  return (
    <div>
      {size !== undefined && picture !== undefined ? (
        <Picture
          pixels={picture}
          {...size}
          label="The picture that was sent"
          className="aspect-square w-44 max-w-full"
        />
      ) : numbers !== undefined ? (
        <FeatureTable numbers={numbers} />
      ) : bytes.length > 0 ? (
        <p className="max-h-44 overflow-y-auto break-all rounded bg-sunken p-2 font-mono text-xs text-soft">
          {data.slice(0, 1_026)}
          {data.length > 1_026 && '…'}
        </p>
      ) : (
        <p className="rounded bg-sunken p-3 text-xs text-soft">
          The input is not on the chain; the request names {uris.length} place
          {uris.length === 1 ? '' : 's'} to fetch it from.
        </p>
      )}
      <p className="mt-2 text-xs text-faint">
        {bytes.length > 0 && `${bytes.length.toLocaleString('en')} bytes, on the chain`}
      </p>
      <p className="text-xs text-faint">
        Root <Hash value={job.request.inputRoot} label="input root" />
      </p>
    </div>
  )
}

/** A row of numbers with their names and units, as the publisher of the model names them. */
function FeatureTable({ numbers }: { numbers: NonNullable<ReturnType<typeof readFeatures>> }) {
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">The numbers that were sent</caption>
      <tbody className="divide-y divide-line">
        {numbers.map(({ name, unit, text }) => (
          <tr key={name}>
            <th scope="row" className="py-1 pr-3 text-left font-normal text-soft">
              {name}
            </th>
            <td className="tabular whitespace-nowrap py-1 text-right font-mono">
              {text} <span className="font-sans text-faint">{unit}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function AnswerView({
  job,
  card,
  answer,
  reading,
}: {
  job: Job
  card: Card | undefined
  answer: Answer | undefined
  reading: boolean
}) {
  if (job.receipt === undefined)
    return hasEnded(job.state) ? (
      <p className="text-soft">There is no answer.</p>
    ) : (
      <div>
        <p className="mb-3 text-soft">Waiting for a worker’s answer.</p>
        <ScoresSkeleton />
      </div>
    )
  if (job.output === undefined || job.output === '0x')
    return (
      <p className="text-soft">
        The worker kept the output’s bytes off the chain; only their root is known:{' '}
        <Hash value={job.receipt.outputRoot} label="output root" />
      </p>
    )
  if (reading) return <ScoresSkeleton />
  if (answer === undefined)
    return (
      <div>
        <p className="mb-2 text-soft">
          {card === undefined
            ? 'The model’s card could not be read, so the output is shown as it is.'
            : 'These bytes do not have the form that the model’s card describes.'}
        </p>
        <p className="max-h-44 overflow-y-auto break-all rounded bg-sunken p-2 font-mono text-xs">
          {job.output.slice(0, 2_050)}
        </p>
      </div>
    )
  return (
    <Scores
      answer={answer}
      labels={card?.labels ?? []}
      bytes={byteSize(job.output)}
      root={job.receipt.outputRoot}
      refuted={job.state === 'rejected'}
    />
  )
}

function ScoresSkeleton() {
  return (
    <div className="space-y-2.5">
      {['w-4/5', 'w-3/5', 'w-2/5', 'w-3/5', 'w-1/2'].map((width, index) => (
        <Skeleton key={`${width}-${index * 1}`} className={joinClasses('h-3', width)} />
      ))}
    </div>
  )
}

const MOST_CLASSES = 10

function Scores({
  answer,
  labels,
  bytes,
  root,
  refuted,
}: {
  answer: Answer
  labels: readonly string[]
  bytes: number
  root: string
  refuted: boolean
}) {
  const { raw, shares, best } = answer
  const order = raw.map((_, index) => index)
  const shown =
    order.length <= MOST_CLASSES
      ? order
      : order.sort((a, b) => (raw[b] ?? 0) - (raw[a] ?? 0)).slice(0, MOST_CLASSES)
  const share = shares?.[best]
  const next = raw.filter((_, index) => index !== best).sort((a, b) => b - a)[0]
  return (
    <div>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <span
          className={joinClasses(
            'text-2xl font-semibold tabular',
            refuted && 'text-faint line-through',
          )}
          data-testid="answer"
        >
          {answer.label}
        </span>
        <span className="tabular text-xs text-faint">
          {formatNumber(raw[best] ?? 0)}
          {next !== undefined && `, next ${formatNumber(next)}`}
          {share !== undefined && ` · softmax ${formatShare(share)} (for display)`}
        </span>
      </div>
      <table className="w-full text-xs">
        <caption className="sr-only">Scores of the classes</caption>
        <thead>
          <tr className="text-left text-faint">
            <th scope="col" className="pr-4 pb-1 font-normal">
              Class
            </th>
            {shares !== undefined && (
              <th scope="col" className="w-full pb-1 font-normal">
                Softmax, for display
              </th>
            )}
            <th scope="col" className="whitespace-nowrap pb-1 pl-4 text-right font-normal">
              Signed number
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => (
            <tr
              key={index}
              className={joinClasses('tabular', index === best ? 'font-semibold' : 'text-soft')}
            >
              <th scope="row" className="py-0.5 pr-3 text-left font-[inherit]">
                {labels[index] ?? index}
              </th>
              {shares !== undefined && (
                <td className="py-0.5">
                  <div className="flex items-center gap-2">
                    <span className="h-2 flex-1 rounded-sm bg-sunken">
                      <span
                        className={joinClasses(
                          'grow block h-full rounded-sm',
                          index === best ? 'bg-text' : 'bg-line-strong',
                        )}
                        style={{ width: `${Math.max((shares[index] ?? 0) * 100, 0.5)}%` }}
                      />
                    </span>
                    <span className="w-24 text-right font-mono">
                      {formatShare(shares[index] ?? 0)}
                    </span>
                  </div>
                </td>
              )}
              <td className="whitespace-nowrap py-0.5 pl-4 text-right font-mono">
                {formatNumber(raw[index] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 text-xs text-faint">
        The numbers on the right are what the worker signed. The softmax is computed here from them,
        and nobody signed it. Output of {bytes} bytes, root{' '}
        <Hash value={root} label="output root" />
      </p>
    </div>
  )
}

function formatNumber(value: number): string {
  return (Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(6)).replace(
    '-',
    '−',
  )
}
