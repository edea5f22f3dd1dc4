import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'smol-toml'
import type { Person, Scene } from './openScene.ts'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export type ServiceInScene = {
  person: Person
  /** Continues in an earlier process's folder. */
  data?: string
  /** Settings beside those of the scene. */
  settings?: Readonly<Record<string, unknown>>
}

export type ServiceUnderTest = { process: Process; url: string; data: string; log: () => string }

export type LaunchServiceParameters = ServiceInScene & {
  name: 'worker' | 'watcher'
  /** The settings that this kind of service needs. */
  own: Readonly<Record<string, unknown>>
  /** What is run, and flags beside the configuration. */
  main?: { file: string; flags: readonly string[] }
}

/** Writes a service's configuration and starts its process, without waiting for anything. */
export function launchService(scene: Scene, parameters: LaunchServiceParameters) {
  const { name, person, own, settings = {} } = parameters
  const main = parameters.main ?? { file: `apps/${name}/src/main.ts`, flags: [] }
  const data = parameters.data ?? mkdtempSync(join(scene.folder, `${name}-`))
  const config = join(mkdtempSync(join(scene.folder, 'config-')), `${name}.toml`)
  writeFileSync(
    config,
    stringify({
      rpcUrl: scene.node.rpcUrl,
      deployment: scene.deploymentFile,
      data,
      http: { port: 0 },
      log: { level: 'debug', format: 'json' },
      ...own,
      ...settings,
    }),
  )
  const service = new Process({
    args: [main.file, '--config', config, ...main.flags],
    cwd: ROOT,
    env: { [`ASSAY_${name.toUpperCase()}_KEY`]: person.privateKey },
  })
  scene.processes.push(service)
  return { process: service, data, log: () => service.stderr }
}

/** Starts a service's process and waits until it says that it is ready. */
export async function startService(
  scene: Scene,
  parameters: LaunchServiceParameters,
): Promise<ServiceUnderTest> {
  const service = launchService(scene, parameters)
  const ready = await service.process.line(new RegExp(`^${parameters.name} ready at `))
  return { ...service, url: /at (\S+)/.exec(ready)![1]! }
}
