import { setTimeout as wait } from 'node:timers/promises'
import { EXIT_CODES, onShutdown, ServiceError } from '@assay/service'
import { Command } from 'commander'
import type { Print } from '../client/print.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'

/** How often a watched status is asked for (milliseconds). */
const PACE = 1_000
/** Takes a terminal's cursor to its first place, and clears what follows. */
const CLEAR = '\u001b[H\u001b[J'

type StatusOptions = WorkerOptions & { json?: true; watch?: true }

/** What `/status` says, as far as it is shown. */
type Status = {
  worker: string
  ready: boolean
  reasons: string[]
  chain: { id: number; head?: string }
  models: { name: string; minFee: string; published?: boolean }[]
  settings?: { fault?: string; needRestart: string[] }
  balances?: Record<string, string>
  jobs?: { state: string }[]
  skipped: { reason: string }[]
}

/** `assay worker status`: what the running worker says of itself, once or for as long as somebody watches. */
export function statusCommand(print: Print): Command {
  return withSettings(new Command('status'))
    .description('show what the running worker says of itself')
    .option('--watch', 'show it again every second, until it is ended')
    .option('--json', 'print all of it as JSON')
    .action((options: StatusOptions) => status(options, print))
}

async function status({ json, watch, ...options }: StatusOptions, print: Print): Promise<void> {
  const { loadWorkerConfig } = await import('@assay/worker')
  const { host, port } = loadWorkerConfig(sourcesOf(options)).http
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host
  const url = `http://${address}:${port}/status`
  const show = async () => {
    const seen = await ask(url)
    return json ? `${JSON.stringify(seen, undefined, watch ? 0 : 2)}\n` : describe(seen)
  }
  if (!watch) return print(await show())
  const signal = onShutdown()
  // A terminal shows one view that changes; anything else gets one after the other.
  const begin = process.stdout.isTTY && !json ? CLEAR : ''
  while (!signal.aborted) {
    print(begin + (await show()))
    await wait(PACE, undefined, { signal }).catch(() => {})
  }
}

async function ask(url: string): Promise<Status> {
  try {
    return (await (await fetch(url)).json()) as Status
  } catch (cause) {
    throw new ServiceError(`No worker answers at ${url}.`, {
      cause,
      exitCode: EXIT_CODES.network,
      remedy: 'Start it with `assay worker start`, or name its configuration.',
    })
  }
}

function describe(seen: Status): string {
  const {
    worker,
    ready,
    reasons,
    chain,
    models,
    balances = {},
    jobs = [],
    skipped,
    settings,
  } = seen
  const rows: [string, string][] = [
    ['worker', worker],
    ['ready', ready ? 'yes' : `no: ${reasons.join('; ')}`],
    ['chain', `${chain.id}, block ${chain.head ?? 'not read yet'}`],
    ...models.map(({ name, minFee, published }): [string, string] => [
      'model',
      `${name}, from ${minFee}${published === false ? ', not published' : ''}`,
    ]),
    ...Object.entries(balances).map(([name, amount]): [string, string] => [name, amount]),
    ...wordsAbout(settings).map((text): [string, string] => ['settings', text]),
    ['jobs', tally(jobs.map(({ state }) => state))],
    ['skipped', tally(skipped.map(({ reason }) => reason))],
  ]
  return rows.map(([name, text]) => `${name.padEnd(8)}  ${text}\n`).join('')
}

/** What is wrong with the settings, and what of them does not count yet. */
function wordsAbout({ fault, needRestart = [] }: Partial<NonNullable<Status['settings']>> = {}) {
  const waiting =
    needRestart.length > 0 ? [`a restart is needed for ${needRestart.join(', ')}`] : []
  return fault === undefined ? waiting : [`wrong, and not in force: ${fault}`]
}

/** How often each of some words is there: "3 claimed, 1 submitted". */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ') || 'none'
}
