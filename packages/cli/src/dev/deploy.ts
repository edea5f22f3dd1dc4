/**
 * Deploys the contracts to a local chain with Ignition and writes the deployment record, as a process:
 * `node deploy.ts --rpc <url> --record <file>`.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Deployment } from '@assay/protocol'
import hre from 'hardhat'
import type { Address } from 'viem'
import LocalModule from '../../../../ignition/modules/Local.ts'

const { values } = parseArgs({ options: { rpc: { type: 'string' }, record: { type: 'string' } } })
const { rpc, record } = values
if (rpc === undefined || record === undefined) throw new Error('--rpc and --record are needed')

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
