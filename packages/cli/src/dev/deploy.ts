/**
 * Deploys the contracts to a local chain with Ignition and writes the deployment record, as a process:
 * `node deploy.ts --rpc <url> --record <file>`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Deployment } from '@assay/protocol'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import type { Address } from 'viem'
import config from '../../../../hardhat.config.ts'
import LocalModule from '../../../../ignition/modules/Local.ts'

const { values } = parseArgs({ options: { rpc: { type: 'string' }, record: { type: 'string' } } })
const { rpc, record } = values
if (rpc === undefined || record === undefined) throw new Error('--rpc and --record are needed')

// Ignition's journal would make it believe that a new chain holds what an old one held. Whether a deployment is needed was
// decided by looking at the chain, so each begins with an empty journal.
const journal = mkdtempSync(join(tmpdir(), 'assay-ignition-'))
const root = join(import.meta.dirname, '../../../..')
const hre = await createHardhatRuntimeEnvironment(
  { ...config, paths: { ...config.paths, ignition: journal } },
  { config: join(root, 'hardhat.config.ts') },
  root,
)

await hre.tasks
  .getTask('build')
  .run({ quiet: true, noTests: true, defaultBuildProfile: 'production' })

const connection = await hre.network.create({
  network: 'local',
  override: { url: rpc },
})
const ask = async (method: 'eth_blockNumber' | 'eth_chainId') =>
  Number(BigInt(await connection.provider.request({ method })))

const startBlock = (await ask('eth_blockNumber')) + 1
// Ignition knows the contracts' types only where their artifacts are compiled in; addresses are enough here.
const contracts: Readonly<
  Record<'token' | 'market' | 'modelRegistry' | 'signature', { readonly address: Address }>
> = await connection.ignition.deploy(LocalModule)
const deployment: Deployment = {
  chainId: await ask('eth_chainId'),
  rpcUrl: rpc,
  token: contracts.token.address,
  market: contracts.market.address,
  modelRegistry: contracts.modelRegistry.address,
  verifiers: { signature: contracts.signature.address },
  startBlock,
}
writeFileSync(record, `${JSON.stringify(deployment, undefined, 2)}\n`)
await connection.close()
rmSync(journal, { recursive: true })
