/**
 * Deploys the contracts to a local chain with Ignition and writes the deployment record, as a process:
 * `node deploy.ts --rpc <url> --record <file>`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sendWithin } from '@assay/sdk'
import { createWalletClient, http, parseEther, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import { deployContracts } from '../deploy/deployContracts.ts'
import { readParameters } from '../deploy/readParameters.ts'
import { localPublisher } from './localAccounts.ts'

const CHAIN_MS = 120_000

const { values } = parseArgs({ options: { rpc: { type: 'string' }, record: { type: 'string' } } })
const { rpc, record } = values
if (rpc === undefined || record === undefined) throw new Error('--rpc and --record are needed')

// Ignition's journal would make it believe that a new chain holds what an old one held. Whether a deployment is needed was
// decided by looking at the chain, so each begins with an empty journal.
const journal = mkdtempSync(join(tmpdir(), 'assay-ignition-'))
const root = join(import.meta.dirname, '../../../..')
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
/** Waits for the chain, which starts while the contracts are compiled, and gives CreateX's authors what they need. */
async function prepareChain(): Promise<void> {
  for (const until = Date.now() + CHAIN_MS; ; await sleep(100)) {
    const answers = await client.getChainId().catch((error: unknown) => {
      if (Date.now() > until) throw error
    })
    if (answers !== undefined) break
  }
  if ((await client.getCode({ address: createX })) === undefined) {
    const hash = await sendWithin(client, { to: createXSender, value: parseEther('0.4') })
    await client.waitForTransactionReceipt({ hash })
  }
}

const deployment = await deployContracts({
  root,
  network: 'local',
  url: rpc,
  module: 'Local',
  parameters: readParameters(join(root, 'ignition/parameters/local.json')),
  journal,
  rpcUrl: rpc,
  onCompiled: prepareChain,
})
writeFileSync(record, `${JSON.stringify(deployment, undefined, 2)}\n`)
rmSync(journal, { recursive: true })
