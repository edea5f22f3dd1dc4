import { resolve } from 'node:path'
import { acquireLock } from '@assay/service'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import config from '../../../hardhat.config.ts'
import { until } from './until.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const FOLDER = resolve(ROOT, '.cache/flows')

/**
 * Compiles the contracts into a folder that only the flows use, where that is not done yet: other suites compile with other
 * settings at the same time.
 *
 * @returns the folder of the artifacts
 */
export async function compileContracts(): Promise<string> {
  const artifacts = resolve(FOLDER, 'artifacts')
  const release = await until(
    'another test file to compile',
    () => {
      try {
        return acquireLock(resolve(FOLDER, 'compile.lock'), 'the compiler')
      } catch {
        return undefined
      }
    },
    600,
  )
  try {
    const { tasks } = await createHardhatRuntimeEnvironment(
      { ...config, paths: { ...config.paths, artifacts, cache: resolve(FOLDER, 'cache') } },
      {},
      ROOT,
    )
    await tasks.getTask('build').run({ quiet: true, noTests: true })
  } finally {
    release()
  }
  return artifacts
}
