import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { reservePorts } from '@assay/cli'
import { execa } from 'execa'
import type { Measurement } from './measurement.ts'

const ROOT = resolve(import.meta.dirname, '..')
const LIMIT_MS = 15 * 60_000

/** Seconds from `npm start` in a folder to its line "Ready"; the stack is ended again by one signal. */
async function startOnce(folder: string, flags: readonly string[]): Promise<number> {
  const began = performance.now()
  const process = execa('npm', ['start', '--', ...flags], {
    cwd: folder,
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

/**
 * How long `npm start` takes in a fresh clone of the last commit, its packages installed, and how long it takes there once more.
 */
export async function measure(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-start-'))
  try {
    const clone = join(folder, 'clone')
    await execa('git', ['clone', '--quiet', ROOT, clone])
    await execa('npm', ['run', 'bootstrap'], { cwd: clone, timeout: LIMIT_MS })
    const ports = await reservePorts({ chain: 0, worker: 0, watcher: 0, indexer: 0, web: 0 })
    const flags = Object.entries(ports).flatMap(([part, port]) => [`--${part}-port`, `${port}`])
    const runs: Measurement[] = []
    for (const [run, when] of [
      ['first', 'in a fresh clone, its packages installed, '],
      ['second', ''],
    ]) {
      const load = loadavg()[0]?.toFixed(1)
      const seconds = await startOnce(clone, flags)
      runs.push({
        name: `start.seconds.${run}`,
        value: Number(seconds.toFixed(1)),
        unit: 's',
        note: `${when}from the command to the line "Ready", the set-up of npm start included; ${cpus().length} cores, load before ${load}`,
      })
    }
    return runs
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
