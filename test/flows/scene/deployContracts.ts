import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import hre from 'hardhat'
import type { Abi, Address, Hex } from 'viem'
import type { SceneClient } from './openScene.ts'

const ROOT = resolve(import.meta.dirname, '../../..')

/** Compiles the contracts, where that is not done yet, and deploys them with a test token. */
export async function deployContracts(client: SceneClient, rpcUrl: string): Promise<Deployment> {
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const startBlock = Number(await client.getBlockNumber()) + 1
  const token = await deploy('contracts/test/TestToken.sol/TestToken.json')
  const modelRegistry = await deploy('contracts/ModelRegistry.sol/ModelRegistry.json')
  const market = await deploy('contracts/Market.sol/Market.json', [token, modelRegistry])
  const signature = await deploy('contracts/verifiers/SignatureVerifier.sol/SignatureVerifier.json')
  const chainId = await client.getChainId()
  return { chainId, rpcUrl, token, market, modelRegistry, verifiers: { signature }, startBlock }

  async function deploy(file: string, args: readonly unknown[] = []): Promise<Address> {
    const text = await readFile(resolve(ROOT, 'artifacts', file), 'utf8')
    const { abi, bytecode } = JSON.parse(text) as { abi: Abi; bytecode: Hex }
    const hash = await client.deployContract({ abi, bytecode, args: [...args] })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    return contractAddress!
  }
}
