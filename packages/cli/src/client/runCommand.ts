import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { encodeOptimisticParams, type Job, type Output, type runs } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, Option } from 'commander'
import { formatUnits, parseUnits } from 'viem'
import { type KeyOptions, openSigner, withKey } from './openClient.ts'
import { type Print, table, tell, toJson, toStdout } from './print.ts'
import { readInputFile } from './readInputFile.ts'

type Options = KeyOptions & {
  fee?: string
  method: 'signature' | 'optimistic'
  window: string
  collateral?: string
  expires: string
  until: 'signed' | 'settled'
  handle?: string
  dryRun?: true
  json?: true
}

const HELP = `
The input is a file: a PNG, JSON (an array, or an object with the names of the card), a row of CSV, a NumPy file, or raw bytes; - is
stdin. The model's card says how it becomes what the model takes.

With --handle a run survives the end of this process: run the same line again, and it goes on with the same job, for one fee.

Examples:
  assay run digits three.png
  assay run pump readings.json --method optimistic --until signed
  echo '[12, 3, 4]' | assay run sums - --fee 0.05 --json
  assay run digits three.png --dry-run                  what it would cost; nothing is signed
  assay run digits three.png --handle three.run         safe to repeat`

/** `assay run`. */
export function runCommand(print: Print = toStdout): Command {
  return withKey(
    new Command('run')
      .description('Ask a model and print its answer')
      .argument('<model>', 'a name, a name and version (digits@2), or an id')
      .argument('<input>', 'a file, or - for stdin')
      .option(
        '--fee <amount>',
        'what the worker is paid, in the token (what a worker asks, by default)',
      )
      .addOption(
        new Option('--method <method>', 'what backs the answer')
          .choices(['signature', 'optimistic'])
          .default('signature'),
      )
      .option('--window <seconds>', 'how long an optimistic answer can be disputed', '3600')
      .option('--collateral <amount>', 'what the worker locks, in the token')
      .option('--expires <seconds>', 'when the offer ends', '600')
      .addOption(
        new Option('--until <moment>', 'wait for the verdict, or only for a signed answer')
          .choices(['settled', 'signed'])
          .default('settled'),
      )
      .option('--handle <file>', 'keep the run there, and go on with it if it is there')
      .option('--dry-run', 'print what it costs; sign and send nothing')
      .option('--json', 'print everything as JSON'),
  )
    .addHelpText('after', HELP)
    .action((model: string, input: string, options: Options) => run(model, input, options, print))
}

async function run(model: string, path: string, options: Options, print: Print): Promise<void> {
  const { client, deployment } = await openSigner(options)
  const { symbol, decimals } = await client.balances.getToken()
  const amount = (value: bigint) => `${formatUnits(value, decimals)} ${symbol}`
  const { handle: file } = options
  const kept = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined
  let handle = kept
  if (handle === undefined) {
    const isOptimistic = options.method === 'optimistic'
    const window = secondsOf('--window', options.window)
    const { leastCollateral } = await client.requests.getTerms({})
    const { fee, collateral } = options
    const prepared = await client.runs.prepare({
      model,
      input: readInputFile(path),
      expiresIn: secondsOf('--expires', options.expires),
      ...(fee === undefined ? {} : { fee: parseAmount('--fee', fee, decimals) }),
      ...(collateral === undefined
        ? isOptimistic && { collateral: leastCollateral }
        : { collateral: parseAmount('--collateral', collateral, decimals) }),
      ...(isOptimistic && {
        verifier: deployment.verifiers.optimistic,
        params: encodeOptimisticParams({ window, takesLarge: false }),
      }),
    })
    const { quote } = prepared
    for (const warning of quote.warnings) process.stderr.write(`warning: ${warning}\n`)
    tell(`${prepared.model.name} for ${amount(quote.mostSpent)}, job ${prepared.jobId}`)
    if (options.dryRun) {
      const { jobId } = prepared
      const rows = [
        ['costs', amount(quote.mostSpent)],
        ['worker locks', amount(quote.collateral)],
        ['method', quote.method],
        ['deposit', amount(quote.toDeposit)],
        ['missing', amount(quote.shortfall)],
        ['ends', new Date(quote.expiry * 1000).toISOString()],
      ]
      print(options.json ? `${toJson({ jobId, quote }, 2)}\n` : table(rows))
      return
    }
    handle = prepared.handle
    // Written before anything is signed, so that no end of this process costs a second fee.
    if (file !== undefined) writeFileSync(file, handle, { flag: 'wx', mode: 0o600 })
  }
  const answer = await client.runs.resume({
    handle,
    until: options.until,
    onStep: (step) => tell(`signing: ${step}`),
    onStatus: (job: Job) => tell(`job is ${job.state}`),
  })
  print(options.json ? `${toJson(answerOf(answer), 2)}\n` : describe(answer, amount))
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

function describe(answer: runs.Answered, amount: (value: bigint) => string): string {
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

function parseAmount(flag: string, text: string, decimals: number): bigint {
  if (/^\d+(\.\d+)?$/.test(text) && (text.split('.')[1]?.length ?? 0) <= decimals)
    return parseUnits(text, decimals)
  throw new ServiceError(`${flag} ${text} is not an amount with at most ${decimals} decimals.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give one such as 0.25.',
  })
}

function secondsOf(flag: string, text: string): number {
  const seconds = Number(text)
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds
  throw new ServiceError(`${flag} ${text} is not a number of seconds.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give a whole number above 0.',
  })
}
