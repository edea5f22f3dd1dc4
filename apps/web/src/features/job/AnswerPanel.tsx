'use client'

import type { Card } from '@assay/sdk'
import {
  type Answer,
  type Box,
  type Classes,
  countOf,
  decodeOutput,
  fitBytes,
  formatValue,
  type Job,
  type PictureSize,
  pictureBytes,
  pictureOf,
  type Reading,
  readFeatures,
} from '@assay/sdk'
import { useState } from 'react'
import { bytesToHex } from 'viem'
import { formatShare, shortenHex } from '../../display/format.ts'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { joinClasses } from '../../display/joinClasses.ts'
import { Skeleton } from '../../display/Loading.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import type { FoundBytes } from '../../queries/useJobBytes.ts'
import { Picture } from '../model/Picture.tsx'
import { SeriesChart } from '../model/SeriesChart.tsx'

/** The input beside what was answered. */
export function AnswerPanel({
  job,
  card,
  answer,
  input,
  output,
  reading,
}: {
  job: Job
  card: Card | undefined
  answer: Answer | undefined
  input: FoundBytes
  output: FoundBytes
  /** Whether the card is still being read. */
  reading: boolean
}) {
  const boxes =
    answer?.readings.flatMap(({ reading: part }) => (part.kind === 'boxes' ? part.boxes : [])) ?? []
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
        <InputView job={job} card={card} input={input} boxes={boxes} />
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
          <AnswerView {...{ job, card, answer, input, output, reading }} />
        </div>
      </div>
    </Panel>
  )
}

function InputView({
  job,
  card,
  input,
  boxes,
}: {
  job: Job
  card: Card | undefined
  input: FoundBytes
  /** What was found in the picture. */
  boxes: readonly Box[]
}) {
  const { bytes } = input
  const size = card === undefined ? undefined : pictureOf(card.input)
  const numbers =
    card === undefined || bytes === undefined ? undefined : readFeatures(bytes, card.input)
  const series = seriesOf(bytes, card)
  const picture = size && bytes ? fitBytes(bytes, pictureBytes(size)) : undefined
  return (
    <div>
      {size !== undefined && picture !== undefined ? (
        <PictureWithBoxes pixels={picture} size={size} boxes={boxes} />
      ) : numbers !== undefined ? (
        <FeatureTable numbers={numbers} />
      ) : series !== undefined ? (
        <p className="text-soft">
          {series.length} numbers, one per {card?.input.series?.step}; the chart and its table show
          them before the answer.
        </p>
      ) : bytes !== undefined ? (
        <Bytes bytes={bytes} />
      ) : input.isPending ? (
        <Skeleton className="aspect-square w-44 max-w-full" />
      ) : (
        <MissingBytes what="input" root={job.request.inputRoot} found={input} />
      )}
      {bytes !== undefined && (
        <p className="mt-2 text-xs text-faint">
          {bytes.length.toLocaleString('en')} bytes,{' '}
          {input.onChain ? 'on the chain' : 'from where the request says; their root was compared'}
        </p>
      )}
      <p className="text-xs text-faint">
        Root <Hash value={job.request.inputRoot} label="input root" />
      </p>
    </div>
  )
}

/** An input that is a series, as the numbers that it stands for. */
function seriesOf(
  bytes: Uint8Array | undefined,
  card: Card | undefined,
): readonly number[] | undefined {
  const { series, dtype, shape } = card?.input ?? {}
  if (bytes === undefined || !series || dtype === undefined || shape === undefined) return undefined
  const codes = decodeOutput(bytes, { dtype, count: countOf(shape) })
  return codes?.map((code) => (code - series.zero) * series.scale)
}

/** Bytes that nothing tells the meaning of. */
function Bytes({ bytes }: { bytes: Uint8Array }) {
  return (
    <p className="max-h-44 overflow-y-auto break-all rounded bg-sunken p-2 font-mono text-xs text-soft">
      {bytesToHex(bytes.subarray(0, 512))}
      {bytes.length > 512 && '…'}
    </p>
  )
}

/** Says what cannot be had, why, and takes it from somebody who has it. */
function MissingBytes({
  what,
  root,
  found: { problem, offer },
}: {
  what: 'input' | 'output'
  root: string
  found: FoundBytes
}) {
  const [refusal, setRefusal] = useState<string>()
  return (
    <div className="space-y-2 rounded bg-sunken p-3 text-xs text-soft">
      <p>
        {problem ?? `The ${what}’s bytes are not on the chain, and nothing says where they lie.`}
      </p>
      <label className="block">
        Choose a file with the root {shortenHex(root)}
        <input
          type="file"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            if (file !== undefined) void offer(file).then(setRefusal)
          }}
          className="mt-1 w-full rounded border border-line-strong bg-page p-1 file:mr-2 file:rounded-sm file:border-0 file:bg-sunken file:px-2 file:py-1 file:text-text"
        />
      </label>
      {refusal !== undefined && (
        <p role="alert" className="text-fail">
          {refusal}
        </p>
      )}
    </div>
  )
}

/** The picture that was sent, with what the model found in it. */
function PictureWithBoxes({
  pixels,
  size,
  boxes,
}: {
  pixels: Uint8Array
  size: PictureSize
  boxes: readonly Box[]
}) {
  return (
    <div
      className="relative w-44 max-w-full"
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
    >
      <Picture
        pixels={pixels}
        {...size}
        label={
          boxes.length === 0
            ? 'The picture that was sent'
            : `The picture that was sent, with ${boxes.length} boxes`
        }
        className="size-full"
      />
      {boxes.map((box, index) => (
        <span
          key={`${box.label}-${index * 1}`}
          aria-hidden
          data-testid="box"
          className="absolute border-2 border-accent shadow-[0_0_0_1px_#111110]"
          style={{
            left: `${box.left * 100}%`,
            top: `${box.top * 100}%`,
            width: `${box.width * 100}%`,
            height: `${box.height * 100}%`,
          }}
        />
      ))}
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
  input,
  output,
  reading,
}: {
  job: Job
  card: Card | undefined
  answer: Answer | undefined
  input: FoundBytes
  output: FoundBytes
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
  if (reading || output.isPending) return <ScoresSkeleton />
  if (output.bytes === undefined)
    return <MissingBytes what="output" root={job.receipt.outputRoot} found={output} />
  if (answer === undefined)
    return (
      <div>
        <p className="mb-2 text-soft">
          {card === undefined
            ? 'The model’s card could not be read, so the output is shown as it is.'
            : 'These bytes do not have the form that the model’s card describes.'}
        </p>
        <Bytes bytes={output.bytes} />
      </div>
    )
  const isRefuted = job.state === 'rejected'
  return (
    <div className="space-y-6">
      {answer.readings.map(({ output: about, reading: part }, index) => (
        <div key={about.name ?? index}>
          {answer.readings.length > 1 && (
            <h3 className="mb-2 text-xs font-medium text-soft">
              {about.name ?? `Output ${index + 1}`}
            </h3>
          )}
          {part.kind === 'classes' ? (
            <Scores answer={part} labels={card?.labels ?? []} refuted={isRefuted} />
          ) : part.kind === 'picture' ? (
            <div data-testid="answer">
              <Picture
                pixels={part.pixels}
                {...part.size}
                label="The picture that was answered"
                className={joinClasses('w-64 max-w-full', isRefuted && 'opacity-50')}
              />
            </div>
          ) : part.kind === 'series' ? (
            <div data-testid="answer" className={joinClasses(isRefuted && 'opacity-50')}>
              <SeriesChart
                past={seriesOf(input.bytes, card) ?? []}
                ahead={part.values}
                unit={about.unit ?? card?.input.series?.unit}
                step={card?.input.series?.step ?? 'number'}
              />
            </div>
          ) : part.kind === 'boxes' ? (
            <BoxTable boxes={part.boxes} rows={part.rows} refuted={isRefuted} />
          ) : (
            <NumberTable numbers={part} refuted={isRefuted} />
          )}
          {about.meaning !== undefined && part.kind !== 'classes' && (
            <p className="mt-2 text-xs text-faint">{about.meaning}</p>
          )}
        </div>
      ))}
      <p className="text-xs text-faint">
        {answer.classes !== undefined &&
          'The numbers on the right are what the worker signed. The softmax is computed here from them, and nobody signed it. '}
        Output of {output.bytes.length.toLocaleString('en')} bytes
        {output.onChain ? '' : ', from a worker that serves it'}, root{' '}
        <Hash value={job.receipt.outputRoot} label="output root" />
      </p>
    </div>
  )
}

function BoxTable({
  boxes,
  rows,
  refuted,
}: {
  boxes: readonly Box[]
  rows: number
  refuted: boolean
}) {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return (
    <div>
      <p
        className={joinClasses('mb-3 text-2xl font-semibold', refuted && 'text-faint line-through')}
        data-testid="answer"
      >
        {boxes.length === 1 ? '1 box' : `${boxes.length} boxes`}
      </p>
      {boxes.length > 0 && (
        <table className="tabular w-full text-xs">
          <caption className="sr-only">What was found in the picture</caption>
          <thead>
            <tr className="text-left text-faint">
              <th scope="col" className="pb-1 font-normal">
                What
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                Score
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                From left, top
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                Width, height
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {boxes.map((box, index) => (
              <tr key={`${box.label}-${index * 1}`}>
                <th scope="row" className="py-1 text-left font-normal">
                  {box.label}
                </th>
                <td className="py-1 text-right font-mono">{box.score ?? ''}</td>
                <td className="py-1 text-right font-mono">
                  {percent(box.left)}, {percent(box.top)}
                </td>
                <td className="py-1 text-right font-mono">
                  {percent(box.width)}, {percent(box.height)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows > boxes.length && (
        <p className="mt-2 text-xs text-faint">
          {rows - boxes.length} of {rows} places are empty.
        </p>
      )}
    </div>
  )
}

function NumberTable({
  numbers: { rows, columns, count },
  refuted,
}: {
  numbers: Reading & { kind: 'numbers' }
  refuted: boolean
}) {
  const [only] = rows
  if (count === 1 && columns.length === 0 && only !== undefined)
    return (
      <p
        className={joinClasses(
          'text-2xl font-semibold tabular',
          refuted && 'text-faint line-through',
        )}
        data-testid="answer"
      >
        {only.texts[0]}
      </p>
    )
  return (
    <div>
      <table
        className={joinClasses('tabular w-full text-xs', refuted && 'text-faint line-through')}
        data-testid="answer"
      >
        <caption className="sr-only">The numbers that were answered</caption>
        {columns.length > 0 && (
          <thead>
            <tr className="text-faint">
              <th scope="col" className="pb-1 text-left font-normal">
                Row
              </th>
              {columns.map((name) => (
                <th key={name} scope="col" className="pb-1 text-right font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody className="divide-y divide-line">
          {rows.map(({ name, texts }, row) => (
            <tr key={`${name}-${row * 1}`}>
              <th scope="row" className="py-1 pr-3 text-left font-normal text-soft">
                {name}
              </th>
              {texts.map((text, index) => (
                <td key={columns[index] ?? index} className="py-1 pl-3 text-right font-mono">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {count > rows.length && (
        <p className="mt-2 text-xs text-faint">
          The first {rows.length} of {count.toLocaleString('en')}.
        </p>
      )}
    </div>
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
  refuted,
}: {
  answer: Classes
  labels: readonly string[]
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
          {formatValue(raw[best] ?? 0)}
          {next !== undefined && `, next ${formatValue(next)}`}
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
                {formatValue(raw[index] ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
