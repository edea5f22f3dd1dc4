import { resolve } from 'node:path'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

export type ExecutorParameters = { redisUrl: string; models: readonly string[] }

/** Starts an executor's process, without waiting for anything. */
export function launchExecutor({ redisUrl, models }: ExecutorParameters): Process {
  const flags = ['--redis', redisUrl, '--model', ...models]
  return new Process({
    args: ['packages/cli/src/main.ts', 'worker', 'executor', ...flags],
    cwd: ROOT,
  })
}

/** Starts an executor's process, and waits until it takes runs. */
export async function startExecutor(parameters: ExecutorParameters): Promise<Process> {
  const executor = launchExecutor(parameters)
  await executor.line(/^executor ready$/)
  return executor
}
