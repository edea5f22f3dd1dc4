import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'smol-toml'
import type { Person, Scene } from './openScene.ts'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export type StartWatcherParameters = {
  person: Person
  /** Program files that are at hand. */
  files: readonly string[]
  /** Continues in an earlier watcher's folder. */
  data?: string
  /** Settings beside those of the scene. */
  settings?: Readonly<Record<string, unknown>>
}

export type WatcherUnderTest = { process: Process; url: string; data: string; log: () => string }

/** Writes a watcher's configuration and starts its process, without waiting for anything. */
export function launchWatcher(scene: Scene, parameters: StartWatcherParameters) {
  const { person, files, settings = {} } = parameters
  const data = parameters.data ?? mkdtempSync(join(scene.folder, 'watcher-'))
  const config = join(mkdtempSync(join(scene.folder, 'config-')), 'watcher.toml')
  writeFileSync(
    config,
    stringify({
      rpcUrl: scene.node.rpcUrl,
      deployment: scene.deploymentFile,
      data,
      http: { port: 0 },
      programs: { files },
      log: { level: 'debug', format: 'json' },
      ...settings,
    }),
  )
  const watcher = new Process({
    args: ['apps/watcher/src/main.ts', '--config', config],
    cwd: ROOT,
    env: { ASSAY_WATCHER_KEY: person.privateKey },
  })
  scene.processes.push(watcher)
  return { process: watcher, data, log: () => watcher.stderr }
}

/** Starts a watcher's process and waits until it watches. */
export async function startWatcher(
  scene: Scene,
  parameters: StartWatcherParameters,
): Promise<WatcherUnderTest> {
  const watcher = launchWatcher(scene, parameters)
  const ready = await watcher.process.line(/^watcher ready at /)
  return { ...watcher, url: /at (\S+)/.exec(ready)![1]! }
}
