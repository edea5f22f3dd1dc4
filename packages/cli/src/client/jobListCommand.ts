import type { JobState } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, Option } from 'commander'
import { formatUnits, isAddress } from 'viem'
import { rowOf } from './jobRows.ts'
import { type ChainOptions, openReader, withChain } from './openClient.ts'
import { type Print, table, toJson } from './print.ts'

type Options = ChainOptions & { requester?: string; state?: JobState; limit: string; json?: true }

const STATES: readonly JobState[] = [
  'open',
  'claimed',
  'revealing',
  'submitted',
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
]

const HELP = `
Examples:
  assay job list                              the newest twenty of everybody
  assay job list --requester 0xA11c… --limit 100
  assay job list --state rejected --json`

/** `assay job list`. */
export function jobListCommand(print: Print): Command {
  return withChain(
    new Command('list')
      .description('List jobs, newest first')
      .option('--requester <address>', 'only those of this account')
      .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
      .option('--limit <count>', 'how many at most', '20')
      .option('--json', 'print them as JSON'),
  )
    .addHelpText('after', HELP)
    .action((options: Options) => list(options, print))
}

async function list(options: Options, print: Print): Promise<void> {
  const { client } = openReader(options)
  const limit = Number(options.limit)
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new ServiceError(`--limit ${options.limit} is no number of jobs.`, {
      exitCode: EXIT_CODES.usage,
      remedy: 'Give a whole number above 0.',
    })
  }
  const requester = addressOf(options.requester)
  const { symbol, decimals } = await client.balances.getToken()
  const found = await client.jobs.list({ requester })
  const jobs = found
    .filter(({ state }) => options.state === undefined || state === options.state)
    .slice(0, limit)
  if (options.json) return print(`${toJson(jobs.map(rowOf), 2)}\n`)
  if (jobs.length === 0) return print('There are no such jobs.\n')
  const ids = [...new Set(jobs.map(({ request }) => request.model))]
  const models = new Map(
    await Promise.all(
      ids.map(async (modelId) => {
        const model = await client.models.get({ modelId }).catch(() => undefined)
        return [modelId, model?.name ?? `${modelId.slice(0, 10)}…`] as const
      }),
    ),
  )
  print(
    table([
      ['POSTED', 'STATE', 'MODEL', 'FEE', 'JOB'],
      ...jobs.map((job) => [
        rowOf(job).postedAt.replace('T', ' ').slice(0, 19),
        job.state,
        models.get(job.request.model) ?? '',
        `${formatUnits(job.request.offer.maxFee, decimals)} ${symbol}`,
        job.id,
      ]),
    ]),
  )
}

/** An address that somebody typed. */
export function addressOf(text: string | undefined) {
  if (text === undefined || isAddress(text, { strict: false })) return text
  throw new ServiceError(`"${text}" is no address.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give 0x and 40 hexadecimal digits.',
  })
}
