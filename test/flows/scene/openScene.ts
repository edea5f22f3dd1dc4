import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Deployment, testTokenAbi } from '@assay/protocol'
import { assayActions } from '@assay/sdk'
import {
  createTestClient,
  createWalletClient,
  http,
  parseEther,
  publicActions,
  walletActions,
} from 'viem'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { deployContracts, type SceneToken } from './deployContracts.ts'
import type { Process } from './Process.ts'
import { type NodeUnderTest, startNode } from './startNode.ts'

const MNEMONIC = 'test test test test test test test test test test test junk'

/** Deploys and mines, as the first of the node's rich accounts. */
export type SceneClient = ReturnType<typeof createSceneClient>

function createSceneClient(rpcUrl: string) {
  return createTestClient({
    account: mnemonicToAccount(MNEMONIC),
    chain: hardhat,
    mode: 'hardhat',
    transport: http(rpcUrl),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}

/** A real node with the contracts on it, a folder for processes, and people with money. */
export async function openScene({ token = 'TestToken' }: { token?: SceneToken } = {}) {
  const node: NodeUnderTest = await startNode()
  const processes: Process[] = []
  const folder = mkdtempSync(join(tmpdir(), 'assay-flow-'))
  const client = createSceneClient(node.rpcUrl)
  const deployment: Deployment = await deployContracts(client, node.rpcUrl, token)
  const deploymentFile = join(folder, 'deployment.json')
  writeFileSync(deploymentFile, JSON.stringify(deployment))

  return {
    node,
    folder,
    client,
    deployment,
    deploymentFile,
    newPerson,
    /** Everything started in this scene; its end is theirs. */
    processes,
    close: async () => {
      for (const process of processes) await process.kill('SIGKILL')
      await node.process.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }

  /** Somebody with a key of their own, coins for gas and 1,000 tokens in the wallet. */
  async function newPerson() {
    const privateKey = generatePrivateKey()
    const account = privateKeyToAccount(privateKey)
    await client.setBalance({ address: account.address, value: parseEther('10') })
    const hash = await client.writeContract({
      address: deployment.token,
      abi: testTokenAbi,
      functionName: 'faucet',
      args: [account.address],
    })
    await client.waitForTransactionReceipt({ hash })
    const wallet = createWalletClient({
      account,
      chain: hardhat,
      transport: http(node.rpcUrl),
      pollingInterval: 20,
      cacheTime: 0,
    })
      .extend(publicActions)
      .extend(assayActions(deployment))
    return { privateKey, address: account.address, account, client: wallet }
  }
}

export type Scene = Awaited<ReturnType<typeof openScene>>
export type Person = Awaited<ReturnType<Scene['newPerson']>>
