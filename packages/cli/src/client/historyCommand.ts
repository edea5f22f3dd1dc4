import { writeFileSync } from 'node:fs'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import { addressOf } from './jobListCommand.ts'
import { rowOf } from './jobRows.ts'
import { type ChainOptions, openReader, withChain } from './openClient.ts'
import { type Print, tell, toJson, toStdout } from './print.ts'

type Options = ChainOptions & {
  format?: 'csv' | 'ndjson'
  requester?: string
  fromBlock?: string
  out?: string
  json?: true
}

const HELP = `
CSV has one row for each job, with amounts in the token's smallest unit. NDJSON has one JSON object on each line: the whole job, with
its request, receipts, signatures and every transaction. Both come straight from the chain's events.

Examples:
  assay history export > history.csv
  assay history export --format ndjson --requester 0xA11c… --out mine.ndjson
  assay history export --from-block 120000 --format ndjson | jq .state`

/** `assay history`. */
export function historyCommand(print: Print = toStdout): Command {
  const history = new Command('history').description('What has happened')
  const command = withChain(
    new Command('export')
      .description('Write all jobs, oldest first, as CSV or NDJSON')
      .addOption(
        new Option('--format <format>', 'how they are written (csv by default)').choices([
          'csv',
          'ndjson',
        ]),
      )
      .option('--requester <address>', 'only those of this account')
      .option('--from-block <number>', 'only those posted from this block on')
      .option('--out <file>', 'where they go (stdout)')
      .addOption(new Option('--json', 'as NDJSON').conflicts('format')),
  )
    .addHelpText('after', HELP)
    .action((options: Options) => exportJobs(options, print))
  command.showHelpAfterError('(--help says what the command takes)').exitOverride()
  return history.addCommand(command)
}

async function exportJobs(options: Options, print: Print): Promise<void> {
  const { client } = openReader(options)
  const { fromBlock, out } = options
  if (fromBlock !== undefined && !/^\d{1,15}$/.test(fromBlock)) {
    throw new ServiceError(`--from-block ${fromBlock} is no number of a block.`, {
      exitCode: EXIT_CODES.usage,
      remedy: 'Give a whole number, 0 or more.',
    })
  }
  const jobs = await client.jobs.list({
    requester: addressOf(options.requester),
    ...(fromBlock === undefined ? {} : { fromBlock: BigInt(fromBlock) }),
  })
  jobs.reverse()
  const isNdjson = options.json || options.format === 'ndjson'
  const text = isNdjson
    ? jobs.map((job) => `${toJson(job)}\n`).join('')
    : stringify(jobs.map(rowOf), { header: true, columns: COLUMNS })
  tell(`${jobs.length} jobs`)
  if (out === undefined) return print(text)
  writeFileSync(out, text)
}

/** Named here, so that a history without jobs has its header too. */
const COLUMNS: (keyof ReturnType<typeof rowOf>)[] = [
  'job',
  'state',
  'model',
  'requester',
  'worker',
  'seats',
  'fee',
  'paid',
  'royalty',
  'refunded',
  'outputRoot',
  'postedAt',
  'endedAt',
  'postedBlock',
  'postedTransaction',
  'endedTransaction',
]
