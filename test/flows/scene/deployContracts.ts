import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import type { Abi, Address, Hex } from 'viem'
import { compileContracts } from './compileContracts.ts'
import type { SceneClient } from './openScene.ts'

/** What a stake slot costs (10 tUSD), and how many seconds it waits until it can be drawn. */
const SLOT_STAKE = 10_000_000n
const ACTIVATION_DELAY = 1n
/** What a challenge locks and a demanded page costs (0.5 and 0.001 tUSD), and how many seconds a move may take. */
const DISPUTE = { bond: 500_000n, moveTime: 60n, demandFeePerPage: 1_000n }
const SHORTEST_WINDOW = 30n

/** Compiles the contracts, where that is not done yet, and deploys them with a test token. */
export async function deployContracts(client: SceneClient, rpcUrl: string): Promise<Deployment> {
  const artifacts = await compileContracts()
  const startBlock = Number(await client.getBlockNumber()) + 1
  const token = await deploy('contracts/test/TestToken.sol/TestToken.json')
  const modelRegistry = await deploy('contracts/ModelRegistry.sol/ModelRegistry.json')
  const keyRegistry = await deploy('contracts/KeyRegistry.sol/KeyRegistry.json')
  const registries = [modelRegistry, keyRegistry]
  const market = await deploy('contracts/Market.sol/Market.json', [token, ...registries])
  const signature = await deploy('contracts/verifiers/SignatureVerifier.sol/SignatureVerifier.json')
  const workerRegistry = await deploy('contracts/WorkerRegistry.sol/WorkerRegistry.json', [
    market,
    SLOT_STAKE,
    ACTIVATION_DELAY,
  ])
  const referee = await deploy('contracts/dispute/Referee.sol/Referee.json')
  const disputeGame = await deploy('contracts/dispute/DisputeGame.sol/DisputeGame.json', [
    market,
    referee,
    DISPUTE.bond,
    DISPUTE.moveTime,
    DISPUTE.demandFeePerPage,
  ])
  const optimistic = await deploy(
    'contracts/verifiers/OptimisticVerifier.sol/OptimisticVerifier.json',
    [disputeGame, SHORTEST_WINDOW],
  )
  const chainId = await client.getChainId()
  return {
    chainId,
    rpcUrl,
    token,
    market,
    modelRegistry,
    keyRegistry,
    workerRegistry,
    disputeGame,
    referee,
    verifiers: { signature, optimistic },
    startBlock,
  }

  async function deploy(file: string, args: readonly unknown[] = []): Promise<Address> {
    const text = await readFile(resolve(artifacts, file), 'utf8')
    const { abi, bytecode } = JSON.parse(text) as { abi: Abi; bytecode: Hex }
    const hash = await client.deployContract({ abi, bytecode, args: [...args] })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    return contractAddress!
  }
}
