import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import type { Abi, Address, Hex } from 'viem'
import { compileContracts } from './compileContracts.ts'
import type { SceneClient } from './openScene.ts'

/** Short times, so that a flow can wait for them; in seconds and in units of the token (6 decimals). */
const PARAMETERS = {
  slotStake: 10_000_000n,
  activationDelay: 1n,
  disputeBond: 500_000n,
  moveTime: 60n,
  demandFeePerPage: 1_000n,
  shortestWindow: 30n,
  widenEvery: 1n,
}

/** Compiles the contracts, where that is not done yet, and deploys them with a test token. */
export async function deployContracts(client: SceneClient, rpcUrl: string): Promise<Deployment> {
  const artifacts = await compileContracts()
  const startBlock = Number(await client.getBlockNumber()) + 1
  const {
    slotStake,
    activationDelay,
    disputeBond,
    moveTime,
    demandFeePerPage,
    shortestWindow,
    widenEvery,
  } = PARAMETERS
  const token = await deploy('test/TestToken')
  const modelRegistry = await deploy('ModelRegistry')
  const keyRegistry = await deploy('KeyRegistry')
  const panel = await deploy('Panel', modelRegistry, keyRegistry)
  const market = await deploy('Market', token, modelRegistry, keyRegistry, panel)
  const workerRegistry = await deploy('WorkerRegistry', market, slotStake, activationDelay)
  const schedule = await deploy('Schedule', market)
  const referee = await deploy('dispute/Referee')
  const game = [market, referee, disputeBond, moveTime, demandFeePerPage]
  const disputeGame = await deploy('dispute/DisputeGame', ...game)
  const signature = await deploy('verifiers/SignatureVerifier')
  const optimistic = await deploy('verifiers/OptimisticVerifier', disputeGame, shortestWindow)
  const drawn = [market, workerRegistry, disputeGame, shortestWindow, widenEvery]
  const quorum = await deploy('verifiers/QuorumVerifier', ...drawn)
  const chainId = await client.getChainId()
  return {
    chainId,
    rpcUrl,
    token,
    market,
    modelRegistry,
    keyRegistry,
    workerRegistry,
    schedule,
    disputeGame,
    referee,
    verifiers: { signature, optimistic, quorum },
    startBlock,
  }

  async function deploy(path: string, ...args: readonly unknown[]): Promise<Address> {
    const file = `contracts/${path}.sol/${basename(path)}.json`
    const text = await readFile(resolve(artifacts, file), 'utf8')
    const { abi, bytecode } = JSON.parse(text) as { abi: Abi; bytecode: Hex }
    const hash = await client.deployContract({ abi, bytecode, args })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    return contractAddress!
  }
}
