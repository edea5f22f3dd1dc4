import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { acquireLock, EXIT_CODES, type FolderOwner, ownerFile, ServiceError } from '@assay/service'
import { Command } from 'commander'
import { type Print, tell } from '../client/print.ts'
import { sourcesOf, type WorkerOptions, withSettings } from './settings.ts'

/** What a worker may take beyond drainTimeout to close everything (milliseconds). */
const CLOSING = 10_000
/** How often it is looked whether the worker has ended (milliseconds). */
const PACE = 100

/** `assay worker drain`: lets the running worker finish what it holds and end. */
export function drainCommand(print: Print): Command {
  return withSettings(new Command('drain'))
    .description('let the running worker finish what it claimed, take nothing new, and end')
    .action(async (options: WorkerOptions) => {
      const { loadWorkerConfig } = await import('@assay/worker')
      const config = loadWorkerConfig(sourcesOf(options))
      const { pid } = runningIn(config)
      end(pid)
      tell('The worker finishes what it claimed.')
      const until = Date.now() + config.drainTimeout + CLOSING
      while (isRunning(pid)) {
        if (Date.now() > until) {
          throw new ServiceError(`The worker (process ${pid}) has not ended in time.`, {
            remedy: 'Look at `assay worker status`. A second SIGTERM ends it at once.',
          })
        }
        await wait(PACE)
      }
      print('The worker has ended.\n')
    })
}

/** @throws ServiceError where no worker of this machine has the folder */
function runningIn({ name, data }: { name: string; data: string }): FolderOwner {
  try {
    acquireLock(join(data, `${name}.lock`), data)()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const owner = JSON.parse(readFileSync(ownerFile({ name, data }), 'utf8')) as FolderOwner
    if (owner.host === hostname()) return owner
    throw new ServiceError(`The worker of ${data} runs on the machine ${owner.host}.`, {
      exitCode: EXIT_CODES.usage,
      remedy: `Run this command there, or send SIGTERM to the process ${owner.pid} there.`,
    })
  }
  throw new ServiceError(`No worker runs with the data folder ${data}.`, {
    exitCode: EXIT_CODES.notFound,
    remedy: 'Name the configuration of the worker that runs, with --config.',
  })
}

function end(pid: number): void {
  if (process.platform === 'win32') {
    throw new ServiceError('Windows has no signal that lets a process finish.', {
      exitCode: EXIT_CODES.usage,
      remedy: "Press Ctrl-C in the worker's own terminal.",
    })
  }
  try {
    process.kill(pid, 'SIGTERM')
  } catch (cause) {
    throw new ServiceError(
      `The process ${pid} cannot be told to end: ${(cause as Error).message}.`,
      {
        cause,
        exitCode: EXIT_CODES.usage,
        remedy: 'Run this command as the user that the worker runs as.',
      },
    )
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
