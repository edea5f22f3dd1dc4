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
import { type Address, createWalletClient, http, parseEther, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import config from '../../../../hardhat.config.ts'
import LocalModule from '../../../../ignition/modules/Local.ts'
import { localPublisher } from './local-accounts.ts'

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

// CreateX, through which everything is deployed, comes to a new chain by a transaction that its authors signed once for all
// chains, and whose sender needs this much. Ignition would give it out of nothing, which no replay of the chain could repeat.
const createX = '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed'
const createXSender = '0xeD456e05CaAb11d66C4c797dD6c1D6f9A7F352b5'
const client = createWalletClient({
  account: localPublisher,
  chain: hardhat,
  transport: http(rpc),
  pollingInterval: 50,
}).extend(publicActions)
if ((await client.getCode({ address: createX })) === undefined) {
  const hash = await client.sendTransaction({ to: createXSender, value: parseEther('0.4') })
  await client.waitForTransactionReceipt({ hash })
}

const startBlock = (await ask('eth_blockNumber')) + 1
// Ignition knows the contracts' types only where their artifacts are compiled in; addresses are enough here.
const contracts: Readonly<
  Record<
    | Exclude<keyof Deployment, 'chainId' | 'rpcUrl' | 'verifiers' | 'startBlock'>
    | keyof Deployment['verifiers'],
    { readonly address: Address }
  >
> = await connection.ignition.deploy(LocalModule, {
  parameters: join(root, 'ignition/parameters/local.json'),
  strategy: 'create2',
})
const deployment: Deployment = {
  chainId: await ask('eth_chainId'),
  rpcUrl: rpc,
  token: contracts.token.address,
  market: contracts.market.address,
  modelRegistry: contracts.modelRegistry.address,
  keyRegistry: contracts.keyRegistry.address,
  workerRegistry: contracts.workerRegistry.address,
  schedule: contracts.schedule.address,
  disputeGame: contracts.disputeGame.address,
  referee: contracts.referee.address,
  verifiers: {
    signature: contracts.signature.address,
    optimistic: contracts.optimistic.address,
    quorum: contracts.quorum.address,
  },
  startBlock,
}
writeFileSync(record, `${JSON.stringify(deployment, undefined, 2)}\n`)
await connection.close()
rmSync(journal, { recursive: true })
