import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, Option } from 'commander'
import { formatUnits, parseUnits } from 'viem'
import { describeAnswer } from './describeAnswer.ts'
import { type KeyOptions, openSigner, withKey } from './openClient.ts'
import { type Print, table, tell, toJson, toStdout } from './print.ts'
import { readInputFile } from './readInputFile.ts'

type Options = KeyOptions & {
  fee?: string
  method: 'strongest' | 'optimistic' | 'signature'
  window?: string
  collateral?: string
  expires: string
  until?: 'signed' | 'settled'
  handle?: string
  wait: boolean
  dryRun?: true
  json?: true
}

const HELP = `
The input is a file: a PNG, JSON (an array, or an object with the names of the card), a row of CSV, a NumPy file, or raw bytes; - is
stdin. The model's card says how it becomes what the model takes.

An answer of an exact model can be disputed, for no more money: a wrong one costs its worker the collateral. It is printed when the worker
has signed it; --until settled waits until nobody can dispute it any more.

With --handle a run survives the end of this process: run the same line again, and it goes on with the same job, for one fee.

Examples:
  assay run digits three.png
  assay run pump readings.json --until settled
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
          .choices(['strongest', 'optimistic', 'signature'])
          .default('strongest'),
      )
      .option(
        '--window <seconds>',
        "how long an optimistic answer can be disputed (the deployment's shortest)",
      )
      .option('--collateral <amount>', 'what the worker locks, in the token')
      .option('--expires <seconds>', 'when the offer ends', '600')
      .addOption(
        new Option(
          '--until <moment>',
          'wait for the verdict, or only for a signed answer (signed where it can be disputed)',
        ).choices(['settled', 'signed']),
      )
      .option('--handle <file>', 'keep the run there, and go on with it if it is there')
      .option(
        '--no-wait',
        'print the id of the job as soon as it is posted; assay job wait goes on',
      )
      .option('--dry-run', 'print what it costs; sign and send nothing')
      .option('--json', 'print everything as JSON'),
  )
    .addHelpText('after', HELP)
    .action((model: string, input: string, options: Options) => run(model, input, options, print))
}

async function run(model: string, path: string, options: Options, print: Print): Promise<void> {
  const { client } = await openSigner(options)
  const token = await client.balances.getToken()
  const { symbol, decimals } = token
  const amount = (value: bigint) => `${formatUnits(value, decimals)} ${symbol}`
  const { handle: file } = options
  const kept = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined
  let handle = kept
  if (handle === undefined) {
    const { fee, collateral, window, method } = options
    const prepared = await client.runs.prepare({
      model,
      input: readInputFile(path),
      expiresIn: secondsOf('--expires', options.expires),
      ...(fee === undefined ? {} : { fee: parseAmount('--fee', fee, decimals) }),
      ...(collateral === undefined
        ? {}
        : { collateral: parseAmount('--collateral', collateral, decimals) }),
      ...(window === undefined ? {} : { window: secondsOf('--window', window) }),
      method,
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
  const jobId = await client.runs.post({ handle, onStep: (step) => tell(`signing: ${step}`) })
  if (!options.wait) return print(options.json ? `${toJson({ jobId }, 2)}\n` : `${jobId}\n`)
  const answer = await client.runs.wait({
    jobId,
    ...(options.until && { until: options.until }),
    onStatus: (job) => tell(`job is ${job.state}`),
  })
  print(describeAnswer(answer, { ...token, json: options.json }))
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
