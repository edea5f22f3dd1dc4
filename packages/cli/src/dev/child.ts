import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ServiceError } from '@assay/service'
import { execa } from 'execa'

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 15_000

export interface ChildParameters {
  readonly name: string
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Everything the process prints goes here. */
  readonly log: string
}

/** A long-running process of the local stack. */
export interface Child {
  readonly name: string
  readonly pid: number | undefined
  /** Fulfilled when the process has ended, with the words for it; never rejected. */
  readonly ended: Promise<string>
  /** Fulfilled with the first line that matches; rejected where the process ends before. */
  line(pattern: RegExp, timeoutMs: number): Promise<string>
  /** Asks the process to end, kills it where it does not, and waits for its end. */
  stop(): Promise<void>
}

/** The last lines of a log, for people. */
export function logTail(path: string, lines = 12): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}

/** Starts a process whose output goes to its log file. */
export function startChild(parameters: ChildParameters): Child {
  const { name, file, args, cwd, env, log } = parameters
  mkdirSync(dirname(log), { recursive: true })
  const subprocess = execa(file, args, {
    cwd,
    ...(env ? { env } : {}),
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    forceKillAfterDelay: GRACE_MS,
  })
  const sink = createWriteStream(log)
  subprocess.all.pipe(sink)

  const ended = (async () => {
    const result = await subprocess
    if (result.failed && result.exitCode === undefined && !result.signal)
      return `could not be started: ${result.originalMessage ?? result.shortMessage}`
    return result.signal ? `was ended by ${result.signal}` : `ended with code ${result.exitCode}`
  })()

  return {
    name,
    pid: subprocess.pid,
    ended,
    line: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        let text = ''
        const fail = (why: string) => {
          done()
          const tail = logTail(log)
          reject(
            new ServiceError(
              `${name} ${why}; its log is ${log}${tail ? `, and ends:\n${tail}` : ''}`,
            ),
          )
        }
        const timer = setTimeout(() => fail(`was not ready in ${timeoutMs / 1000} s`), timeoutMs)
        const read = (chunk: Buffer) => {
          text += chunk.toString()
          const found = text.split('\n').find((line) => pattern.test(line))
          if (found === undefined) return
          done()
          resolve(found)
        }
        const done = () => {
          clearTimeout(timer)
          subprocess.all.off('data', read)
        }
        subprocess.all.on('data', read)
        // The log is written out before its end is shown.
        void ended.then((how) => sink.end(() => fail(how)))
      }),
    stop: async () => {
      subprocess.kill('SIGTERM')
      await ended
    },
  }
}
