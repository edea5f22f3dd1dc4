import type { Output, runs } from '@assay/sdk'
import { formatUnits } from 'viem'
import { table, toJson } from './print.ts'

/** An answer as a command prints it: in words with amounts of a token, or as JSON. */
export function describeAnswer(
  answer: runs.Answered,
  { symbol, decimals, json }: { symbol: string; decimals: number; json: boolean | undefined },
): string {
  if (json) return `${toJson(answerOf(answer), 2)}\n`
  return inWords(answer, (value) => `${formatUnits(value, decimals)} ${symbol}`)
}

function answerOf({
  jobId,
  label,
  outputs,
  bytes,
  isSettled,
  job,
  receipt,
  signature,
}: runs.Answered) {
  const { state } = job
  return { jobId, state, isSettled, label, outputs, bytes, receipt, signature }
}

function inWords(answer: runs.Answered, amount: (value: bigint) => string): string {
  const { label, outputs, jobId, receipt, job, isSettled } = answer
  const paid = job.seats.reduce((sum, seat) => sum + (seat.paid ?? 0n) + (seat.royalty ?? 0n), 0n)
  return [
    `${label ?? `${answer.bytes.length} bytes`}\n`,
    ...outputs.map(linesOf),
    '\n',
    table([
      ['job', `${jobId} (${job.state})`],
      ['worker', receipt.worker],
      ...(isSettled ? [['paid', amount(paid)]] : []),
      ['check it', `assay verify ${jobId}`],
    ]),
  ].join('')
}

const MOST_LINES = 10

function linesOf(output: Output): string {
  const unit = (text: string | undefined) => (text === undefined ? '' : ` ${text}`)
  switch (output.kind) {
    case 'classes':
      return table(
        output.classes
          .slice(0, MOST_LINES)
          .map(({ label, score, share }) => [
            `  ${label}`,
            share === undefined ? String(score) : `${(100 * share).toFixed(1)} %`,
          ]),
      )
    case 'numbers':
      return table(
        output.values.slice(0, 4 * MOST_LINES).map((value, index) => {
          const column = output.columns[index % output.columns.length]
          return [
            `  ${column?.name ?? output.name ?? index + 1}`,
            `${value}${unit(column?.unit ?? output.unit)}`,
          ]
        }),
      )
    case 'boxes':
      return table(
        output.boxes.map(({ label, score, left, top, width, height }) => [
          `  ${label}`,
          score === undefined ? '' : String(score),
          [left, top, width, height].map((part) => part.toFixed(3)).join(' '),
        ]),
      )
    case 'picture':
      return `  a picture of ${output.width} x ${output.height}; --json has its bytes\n`
  }
}
