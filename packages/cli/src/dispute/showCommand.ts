import { fromHex, readStep } from '@assay/program'
import { type AssayActions, type AssayClient, chainTime, type Dispute } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { type Hex, isHex } from 'viem'
import { type ChainOptions, openReader, withChain } from '../client/openClient.ts'
import { toJson } from '../client/print.ts'
import { type DisputeView, describeDispute } from './describeDispute.ts'

type Options = ChainOptions & { json?: true }

/** `assay dispute show`. */
export function showCommand(print: (text: string) => void): Command {
  return withChain(
    new Command('show')
      .description(
        'Show a dispute: what it has narrowed down to, whose turn it is, what is at stake',
      )
      .argument('<job or game>', 'the id of a job, or the number of a game')
      .option('--json', 'print everything as JSON'),
  ).action((which: string, options: Options) => show(which, options, print))
}

async function show(which: string, options: Options, print: (text: string) => void): Promise<void> {
  const { client } = openReader(options)
  const disputes = await find(client, which)
  const { symbol, decimals } = await client.balances.getToken()
  const now = await chainTime(client as AssayClient)
  const views = await Promise.all(
    disputes.map(async (dispute): Promise<DisputeView> => {
      const { request, seats } = await client.jobs.get({ jobId: dispute.job })
      const encoding = dispute.path.step?.encoding
      return {
        dispute,
        step: encoding && (await readStep(fromHex(encoding)).catch(() => undefined)),
        money: {
          bond: dispute.bond,
          collateral: request.offer.collateral,
          fee: seats.find(({ worker }) => worker === dispute.worker)?.fee ?? 0n,
        },
        token: { symbol, decimals },
        now,
      }
    }),
  )
  print(
    options.json
      ? `${toJson(views.length === 1 ? views[0] : views, 2)}\n`
      : views.map(describeDispute).join('\n'),
  )
}

async function find(client: Pick<AssayActions, 'disputes'>, which: string): Promise<Dispute[]> {
  if (/^[1-9][0-9]*$/.test(which)) return [await client.disputes.get({ game: BigInt(which) })]
  if (!isHex(which) || which.length !== 66) {
    throw new ServiceError(`"${which}" is neither the id of a job nor the number of a game.`, {
      exitCode: EXIT_CODES.usage,
      remedy: 'Give 0x and 64 hexadecimal digits, or a number from 1 on.',
    })
  }
  const disputes = await client.disputes.list({ jobId: which as Hex })
  if (disputes.length === 0) {
    throw new ServiceError(`Nobody has disputed job ${which}.`, {
      exitCode: EXIT_CODES.notFound,
      remedy: 'Check the id and the deployment.',
    })
  }
  return disputes
}
