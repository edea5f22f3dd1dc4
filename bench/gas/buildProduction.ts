import { resolve } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import config from '../../hardhat.config.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** The build that is deployed, so that what is measured is what runs; in folders of its own, because artifacts/ holds the other. */
export async function buildProduction() {
  const paths = { ...config.paths, artifacts: '.cache/gas/artifacts', cache: '.cache/gas/cache' }
  const hre = await createHardhatRuntimeEnvironment(
    { ...config, paths },
    { buildProfile: 'production' },
    ROOT,
  )
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  return hre
}
