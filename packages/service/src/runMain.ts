import { parseArgs } from 'node:util'
import type { ConfigSources } from './config/loadServiceConfig.ts'
import { suggestName } from './config/suggestName.ts'
import { explainError } from './explainError.ts'
import { EXIT_CODES, ServiceError } from './ServiceError.ts'

export type RunMainParameters = {
  /** Where flags and environment come from, and where words go. */
  process: Pick<NodeJS.Process, 'argv' | 'env'> & {
    stdout: Pick<NodeJS.WriteStream, 'write'>
    stderr: Pick<NodeJS.WriteStream, 'write'>
  }
  /** What --help prints. */
  help: string
  run: (sources: ConfigSources) => Promise<void>
}

const OPTIONS = {
  config: { type: 'string' },
  'rpc-url': { type: 'string' },
  deployment: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string' },
  'log-level': { type: 'string' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Runs a service as a process: flags in, errors out in a sentence.
 *
 * @returns the process's exit code
 */
export async function runMain({ process, help, run }: RunMainParameters): Promise<number> {
  const { argv, env, stdout, stderr } = process
  try {
    const flags = readFlags(argv.slice(2))
    if (flags.help) stdout.write(help)
    else {
      await run({
        ...(flags.config === undefined ? {} : { file: flags.config }),
        flags: {
          rpcUrl: flags['rpc-url'],
          deployment: flags.deployment,
          data: flags.data,
          'http.port': flags.port,
          'log.level': flags['log-level'],
        },
        env,
      })
    }
    return EXIT_CODES.ok
  } catch (error) {
    const debug = argv.includes('--debug') || Boolean(env.DEBUG)
    const { message, exitCode } = explainError(error, { debug })
    stderr.write(`${message}\n`)
    return exitCode
  }
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (cause) {
    const unknown = /'--?([\w-]+)/.exec((cause as Error).message)?.[1]
    const meant = unknown === undefined ? undefined : suggestName(unknown, Object.keys(OPTIONS))
    const [sentence = ''] = (cause as Error).message.split(/\. |\n/)
    throw new ServiceError(`${sentence.replace(/\.$/, '')}.`, {
      cause,
      exitCode: EXIT_CODES.usage,
      remedy: meant ? `Did you mean --${meant}?` : '--help lists the options.',
    })
  }
}
