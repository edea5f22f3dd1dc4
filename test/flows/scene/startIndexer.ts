import { mkdtempSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'smol-toml'
import type { Scene } from './openScene.ts'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export type StartIndexerParameters = {
  /** Continues in an earlier process's folder. */
  data?: string
  /** A Postgres server; PGlite where it is absent. */
  databaseUrl?: string | undefined
  /** Settings beside those of the scene. */
  settings?: Readonly<Record<string, unknown>>
}

/** An indexer's answers, as JSON. */
export type Ask = <answer = Record<string, unknown>>(
  path: string,
  body?: unknown,
) => Promise<answer>

export type IndexerUnderTest = {
  process: Process
  data: string
  url: string
  ask: Ask
}

/** Writes an indexer's configuration and starts its process, without waiting for anything. */
export function launchIndexer(scene: Scene, parameters: StartIndexerParameters = {}) {
  const { databaseUrl = '', settings = {} } = parameters
  const data = parameters.data ?? mkdtempSync(join(scene.folder, 'indexer-'))
  const config = join(mkdtempSync(join(scene.folder, 'config-')), 'indexer.toml')
  writeFileSync(
    config,
    stringify({
      rpcUrl: scene.node.rpcUrl,
      deployment: scene.deploymentFile,
      data,
      http: { port: 0 },
      log: { level: 'debug', format: 'json' },
      ...settings,
    }),
  )
  const indexer = new Process({
    args: ['apps/indexer/src/main.ts', '--config', config],
    cwd: ROOT,
    env: { DATABASE_URL: databaseUrl },
  })
  scene.processes.push(indexer)
  return { process: indexer, data }
}

/** Starts an indexer's process and waits until it has read the history. */
export async function startIndexer(
  scene: Scene,
  parameters: StartIndexerParameters = {},
): Promise<IndexerUnderTest> {
  const indexer = launchIndexer(scene, parameters)
  const ready = await indexer.process.line(/^indexer ready at /)
  const url = /at (\S+)/.exec(ready)![1]!
  return { ...indexer, url, ask: asker(url) }
}

function asker(url: string): Ask {
  return async <answer>(path: string, body?: unknown) => {
    const response = await fetch(
      `${url}${path}`,
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
    )
    return (await response.json()) as answer
  }
}
