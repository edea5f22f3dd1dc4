import { onShutdown } from '@assay/service'
import { Command, InvalidArgumentError } from 'commander'

interface ExecutorOptions {
  readonly redis: string
  readonly model: readonly string[]
  readonly concurrency: number
}

/**
 * `assay worker executor`: runs models for a worker on another machine.
 *
 * @param print takes what the command answers (stdout)
 */
export function executorCommand(print: (text: string) => void): Command {
  return new Command('executor')
    .description('run models for a worker on another machine (docs/fleet.md)')
    .requiredOption('--redis <url>', "the worker's fleet.redisUrl")
    .requiredOption('--model <files...>', 'exact programs (.assay) that this machine runs')
    .option('--concurrency <runs>', 'runs at the same time, of each model', wholeNumber, 1)
    .action(async ({ redis: redisUrl, model: models, concurrency }: ExecutorOptions) => {
      // Opened only when it is asked for, because it loads an engine.
      const { runExecutor } = await import('@assay/worker')
      await runExecutor({
        ...{ redisUrl, models, concurrency, signal: onShutdown() },
        onReady: (served) => {
          for (const { name, modelId } of served) print(`model ${name} ${modelId}\n`)
          print('executor ready\n')
        },
      })
    })
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It takes a whole number above 0.')
}
