import type { Job, JobStep } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command, Option } from 'commander'
import { formatUnits, type Hex, isHex } from 'viem'
import { describeAnswer } from './describeAnswer.ts'
import { jobListCommand } from './jobListCommand.ts'
import {
  type ChainOptions,
  type KeyOptions,
  openReader,
  openSigner,
  withChain,
  withKey,
} from './openClient.ts'
import { type Print, table, tell, toJson, toStdout } from './print.ts'

/** `assay job`. */
export function jobCommand(print: Print = toStdout): Command {
  const job = new Command('job').description('What was asked: how far it is, its answer, its fee')
  for (const command of [
    jobListCommand(print),
    statusCommand(print),
    waitCommand(print),
    refundCommand(print),
  ]) {
    command.showHelpAfterError('(--help says what the command takes)').exitOverride()
    job.addCommand(command)
  }
  return job
}

function statusCommand(print: Print): Command {
  return withChain(
    new Command('status')
      .description('Show how far a job is, and every transaction of it')
      .argument('<job>', 'the id of a job')
      .option('--json', 'print the whole job as JSON'),
  ).action(async (text: string, options: ChainOptions & { json?: true }) => {
    const { client } = openReader(options)
    const job = await client.jobs.get({ jobId: jobIdOf(text) })
    if (options.json) return print(`${toJson(job, 2)}\n`)
    const { symbol, decimals } = await client.balances.getToken()
    const model = await client.models.get({ modelId: job.request.model }).catch(() => undefined)
    const { offer } = job.request
    print(
      [
        table([
          ['job', job.id],
          ['state', job.state],
          ['model', model === undefined ? job.request.model : `${model.name}@${model.version}`],
          ['requester', job.request.requester],
          ['fee', `${formatUnits(offer.maxFee, decimals)} ${symbol}`],
          ['offer ends', timeOf(offer.expiry)],
        ]),
        '\n',
        table(job.steps.map(rowOf)),
      ].join(''),
    )
  })
}

function waitCommand(print: Print): Command {
  return withChain(
    new Command('wait')
      .description("Wait for a job's answer and print it, as assay run does")
      .argument('<job>', 'the id of a job')
      .addOption(
        new Option(
          '--until <moment>',
          'wait for the verdict, or only for a signed answer (signed where it can be disputed)',
        ).choices(['settled', 'signed']),
      )
      .option('--json', 'print everything as JSON'),
  ).action(
    async (text: string, options: ChainOptions & { until?: 'settled' | 'signed'; json?: true }) => {
      const { client } = openReader(options)
      // One that nobody posted is said at once, not after the time that a transaction may take.
      const { id: jobId } = await client.jobs.get({ jobId: jobIdOf(text) })
      const answer = await client.runs.wait({
        jobId,
        ...(options.until && { until: options.until }),
        onStatus: ({ state }: Job) => tell(`job is ${state}`),
      })
      print(describeAnswer(answer, { ...(await client.balances.getToken()), json: options.json }))
    },
  )
}

function refundCommand(print: Print): Command {
  return withKey(
    new Command('refund')
      .description('Get the fee back of a job that nobody answered')
      .argument('<job>', 'the id of a job')
      .option('--json', 'print what came back as JSON'),
  )
    .addHelpText(
      'after',
      `
While no worker has claimed the job, its requester takes it back with this. Once its offer has ended, anyone may end it, and the fee goes to
the requester all the same. It goes to the free balance in the ledger.`,
    )
    .action(async (text: string, options: KeyOptions & { json?: true }) => {
      const { client } = await openSigner(options)
      const jobId = jobIdOf(text)
      const { request } = await client.jobs.get({ jobId })
      const hash = await client.jobs.refund({ request })
      await client.waitForTransactionReceipt({ hash })
      const { state, refunded = 0n } = await client.jobs.get({ jobId })
      if (options.json) return print(`${toJson({ jobId, state, refunded, hash }, 2)}\n`)
      const { symbol, decimals } = await client.balances.getToken()
      print(
        table([
          ['job', `${jobId} (${state})`],
          ['refunded', `${formatUnits(refunded, decimals)} ${symbol}`],
          ['transaction', hash],
        ]),
      )
    })
}

function rowOf({ kind, timestamp, actor, transactionHash }: JobStep): string[] {
  return [`  ${timeOf(timestamp)}`, kind, actor ?? '', transactionHash]
}

function timeOf(seconds: number): string {
  return new Date(1000 * seconds).toISOString().replace('.000', '')
}

/** The id of a job that somebody typed. */
export function jobIdOf(text: string): Hex {
  if (isHex(text) && text.length === 66) return text
  throw new ServiceError(`"${text}" is not the id of a job.`, {
    exitCode: EXIT_CODES.usage,
    remedy: 'Give 0x and 64 hexadecimal digits; assay job list prints them.',
  })
}
