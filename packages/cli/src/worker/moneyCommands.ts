import { EXIT_CODES, onShutdown, ServiceError } from '@assay/service'
import type { MovedTokens, TokenMove } from '@assay/worker'
import { Command } from 'commander'
import { isAddress } from 'viem'
import type { Print } from '../client/print.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'

type MoneyOptions = WorkerOptions & { to?: string; json?: true }

/** `assay worker deposit`: from the worker's wallet into the ledger, where collateral is locked. */
export function depositCommand(print: Print): Command {
  return withAmount(new Command('deposit'))
    .description("move tokens from the worker's wallet into the ledger; end the worker before")
    .action((amount: string, options: MoneyOptions) => move('deposit', amount, options, print))
}

/** `assay worker withdraw`: what the worker earned, out of the ledger. */
export function withdrawCommand(print: Print): Command {
  return withAmount(new Command('withdraw'))
    .description('pay free money out of the ledger; end the worker before')
    .option('--to <address>', 'who gets it', "the worker's own account")
    .action((amount: string, options: MoneyOptions) => move('withdraw', amount, options, print))
}

function withAmount(command: Command): Command {
  return withSettings(command)
    .argument('<amount>', 'in tokens, such as 2.5, or "all"')
    .option('--json', 'print what was moved as JSON')
}

async function move(
  kind: TokenMove['kind'],
  amount: string,
  { json, to, ...options }: MoneyOptions,
  print: Print,
): Promise<void> {
  if (amount !== 'all' && !/^\d+(\.\d+)?$/.test(amount)) {
    throw usage(`"${amount}" is no amount.`, 'Give a decimal number such as 2.5, or all.')
  }
  const receiver = to === "the worker's own account" ? undefined : to
  if (receiver !== undefined && !isAddress(receiver)) {
    throw usage(`"${receiver}" is no address.`, 'Give 0x and 40 hexadecimal digits.')
  }
  const { loadWorkerConfig, moveTokens } = await import('@assay/worker')
  const moved = await moveTokens(
    loadWorkerConfig(sourcesOf(options)),
    {
      kind,
      ...(amount === 'all' ? {} : { amount }),
      ...(receiver === undefined ? {} : { to: receiver }),
    },
    onShutdown(),
  )
  print(json ? `${JSON.stringify(moved, undefined, 2)}\n` : `${sentenceOf(kind, moved)}\n`)
}

function sentenceOf(kind: TokenMove['kind'], moved: MovedTokens): string {
  const { amount, symbol, account, to, transaction } = moved
  const where = kind === 'deposit' ? `into the ledger for ${account}` : `from the ledger to ${to}`
  return `${amount} ${symbol} ${where}, in ${transaction}`
}

function usage(sentence: string, remedy: string): ServiceError {
  return new ServiceError(sentence, { exitCode: EXIT_CODES.usage, remedy })
}
