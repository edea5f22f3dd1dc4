import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { reservePorts } from '@assay/cli'
import { execa } from 'execa'
import type { Measurement } from './measurement.ts'

const ROOT = resolve(import.meta.dirname, '..')
const LIMIT_MS = 15 * 60_000

/** Seconds from `npm start` to its line "Ready"; the stack is ended again by one signal. */
async function startOnce(flags: readonly string[]): Promise<number> {
  const began = performance.now()
  const process = execa('npm', ['start', '--', ...flags], {
    cwd: ROOT,
    all: true,
    reject: false,
    timeout: LIMIT_MS,
    forceKillAfterDelay: 30_000,
  })
  let seconds: number | undefined
  for await (const line of process.iterable({ from: 'all' })) {
    if (!line.startsWith('Ready')) continue
    seconds = (performance.now() - began) / 1000
    process.kill('SIGTERM')
  }
  const ended = await process
  if (seconds === undefined) throw new Error(`npm start did not come up:\n${ended.all}`)
  return seconds
}

/** How long the second `npm start` takes, everything installed and built by the first. */
export async function measure(): Promise<Measurement[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'assay-start-'))
  try {
    const ports = await reservePorts({ chain: 0, worker: 0, watcher: 0, web: 0 })
    const chosen = Object.entries(ports).flatMap(([part, port]) => [`--${part}-port`, `${port}`])
    const flags = [...chosen, '--data', dataFolder]
    await startOnce(flags)
    const second = await startOnce(flags)
    return [
      {
        name: 'start.seconds.second',
        value: Number(second.toFixed(1)),
        unit: 's',
        note: 'from the command to the line "Ready", the set-up of npm start included',
      },
    ]
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
}
