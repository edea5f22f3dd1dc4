/**
 * A worker that lies, as a process: `node apps/worker/src/lie/main.ts --config worker.toml --lie middle-step`. For
 * demonstrations and tests on a local chain only; nothing that serves people imports it.
 */
import { parseArgs } from 'node:util'
import { lies } from '@assay/program/testing'
import { EXIT_CODES, explainError, LOCAL_CHAIN, onShutdown, ServiceError } from '@assay/service'
import { loadWorkerConfig } from '../config.ts'
import { runWorker } from '../runWorker.ts'
import { type LieMode, lyingParts, type Stall } from './lyingParts.ts'

const MODES: readonly string[] = [...lies, 'first-step', 'middle-step', 'last-step']
const STALLS: readonly string[] = ['openTrace', 'open', 'show']

try {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      lie: { type: 'string' },
      stall: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const { lie, stall } = values
  if (lie !== undefined && !MODES.includes(lie)) throw unknown('lie', lie, MODES)
  if (stall !== undefined && !STALLS.includes(stall)) throw unknown('stall', stall, STALLS)
  const config = loadWorkerConfig({
    ...(values.config === undefined ? {} : { file: values.config }),
    env: process.env,
  })
  if (config.deployment.chainId !== LOCAL_CHAIN) {
    throw new ServiceError('A liar is for demonstrations on a local chain only.', {
      exitCode: EXIT_CODES.usage,
      remedy: 'Run `assay worker` instead.',
    })
  }
  await runWorker(config, {
    signal: onShutdown(),
    parts: lyingParts({
      lie: lie as LieMode | undefined,
      stall: stall as Stall | undefined,
      ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    }),
    onReady: ({ url, address }) => {
      process.stdout.write(`worker ready at ${url} as ${address}, and lies: ${lie ?? stall}\n`)
    },
  })
} catch (error) {
  const { message, exitCode } = explainError(error, { debug: Boolean(process.env.DEBUG) })
  process.stderr.write(`${message}\n`)
  process.exitCode = exitCode
}

function unknown(what: string, given: string, known: readonly string[]): ServiceError {
  return new ServiceError(`There is no ${what} "${given}".`, {
    exitCode: EXIT_CODES.usage,
    remedy: `There are ${known.join(', ')}.`,
  })
}
