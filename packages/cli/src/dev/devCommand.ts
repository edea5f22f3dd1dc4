import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { ServiceError } from '@assay/service'
import { Command, InvalidArgumentError } from 'commander'
import { onLauncherEnd } from './launchers.ts'
import { DEFAULT_LIAR_PORT, DEFAULT_PORTS } from './ports.ts'
import { startStack } from './stack.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535; 0 picks a free one.')
  return value
}

interface DevOptions {
  readonly fresh?: true
  readonly chainPort: number
  readonly workerPort: number
  readonly watcherPort: number
  readonly indexerPort: number
  readonly liar?: true
  readonly liarPort: number
  readonly webPort: number
  readonly data: string
  readonly web: boolean
}

async function dev(options: DevOptions): Promise<void> {
  const line = (part: string, says: string) =>
    console.log(`${styleText('green', '✔')} ${part.padEnd(10)} ${says}`)
  const giveUp = new AbortController()
  let asked: (how: 'asked') => void = () => {}
  const askedToStop = new Promise<'asked'>((done) => {
    asked = done
  })
  const end = () => {
    giveUp.abort(new ServiceError('Stopped before everything was up.'))
    asked('asked')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  onLauncherEnd(end)

  const began = performance.now()
  const stack = await startStack({
    ports: {
      chain: options.chainPort,
      worker: options.workerPort,
      watcher: options.watcherPort,
      indexer: options.indexerPort,
      web: options.webPort,
      ...(options.liar === true ? { liar: options.liarPort } : {}),
    },
    dataFolder: resolve(options.data),
    fresh: options.fresh === true,
    web: options.web,
    onStatus: ({ part, says }) => line(part, says),
    signal: giveUp.signal,
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `\nReady in ${seconds} s.${stack.webUrl ? ` Open ${styleText('bold', stack.webUrl)}` : ''}  Ctrl-C ends all of it.`,
  )

  const how = await Promise.race([askedToStop, stack.broken])
  if (how !== 'asked') console.error(`\n${how}`)
  console.log('\nEnding …')
  await stack.stop()
  console.log('All parts have ended.')
  process.exit(how === 'asked' ? 0 : 1)
}

/** `assay dev`: a whole local stack, which is what `npm start` runs. */
export function devCommand(): Command {
  return new Command('dev')
    .description(
      'run a whole local stack: chain, contracts, sample models, a worker, a watcher, an indexer and the dApp (npm start)',
    )
    .option('--fresh', 'begin anew: a new chain, without the history of the last one')
    .option('--chain-port <port>', 'where the chain answers', port, DEFAULT_PORTS.chain)
    .option('--worker-port <port>', 'where the worker answers', port, DEFAULT_PORTS.worker)
    .option('--watcher-port <port>', 'where the watcher answers', port, DEFAULT_PORTS.watcher)
    .option('--indexer-port <port>', 'where the indexer answers', port, DEFAULT_PORTS.indexer)
    .option(
      '--liar',
      'add a worker that lies, and buy one result from it: the watcher challenges it',
    )
    .option('--liar-port <port>', 'where the liar answers', port, DEFAULT_LIAR_PORT)
    .option('--web-port <port>', 'where the dApp answers', port, DEFAULT_PORTS.web)
    .option('--data <folder>', 'where all data lies', resolve(ROOT, '.assay'))
    .option('--no-web', 'leave the dApp out')
    .action(dev)
}
