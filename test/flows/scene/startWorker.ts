import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'smol-toml'
import type { Person, Scene } from './openScene.ts'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export type StartWorkerParameters = {
  person: Person
  models: readonly { path: string; card?: string; minFee?: string }[]
  /** Continues in an earlier worker's folder. */
  data?: string
  /** Settings beside those of the scene. */
  settings?: Readonly<Record<string, unknown>>
  /** Flags of a worker that lies, such as `--lie middle-step`; without them, it is an honest one. */
  lie?: readonly string[]
}

export type WorkerUnderTest = { process: Process; url: string; data: string; log: () => string }

/** Writes a worker's configuration and starts its process, without waiting for anything. */
export function launchWorker(scene: Scene, parameters: StartWorkerParameters) {
  const { person, models, settings = {}, lie } = parameters
  const data = parameters.data ?? mkdtempSync(join(scene.folder, 'worker-'))
  const config = join(mkdtempSync(join(scene.folder, 'config-')), 'worker.toml')
  writeFileSync(
    config,
    stringify({
      rpcUrl: scene.node.rpcUrl,
      deployment: scene.deploymentFile,
      data,
      http: { port: 0 },
      models,
      log: { level: 'debug', format: 'json' },
      ...settings,
    }),
  )
  const worker = new Process({
    args:
      lie === undefined
        ? ['apps/worker/src/main.ts', '--config', config]
        : ['apps/worker/src/lie/main.ts', '--config', config, ...lie],
    cwd: ROOT,
    env: { ASSAY_WORKER_KEY: person.privateKey },
  })
  scene.processes.push(worker)
  return { process: worker, data, log: () => worker.stderr }
}

/** Starts a worker's process and waits until it takes jobs. */
export async function startWorker(
  scene: Scene,
  parameters: StartWorkerParameters,
): Promise<WorkerUnderTest> {
  const worker = launchWorker(scene, parameters)
  const ready = await worker.process.line(/^worker ready at /)
  return { ...worker, url: /at (\S+)/.exec(ready)![1]! }
}
