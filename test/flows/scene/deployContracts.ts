import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Deployment } from '@assay/protocol'
import { type Abi, type Address, getContractAddress, type Hex } from 'viem'
import {
  type ContractKey,
  type DeploymentParameters,
  LEDGER,
  plannedContracts,
} from '../../../ignition/contracts.ts'
import { compileContracts } from './compileContracts.ts'
import type { SceneClient } from './openScene.ts'

/** Short times, so that a flow can wait for them; in seconds and in units of the token (6 decimals). */
const PARAMETERS: DeploymentParameters = {
  minLockFor: 5,
  slotStake: 10_000_000,
  activationDelay: 1,
  disputeBond: 500_000,
  moveTime: 60,
  demandFeePerPage: 1_000,
  shortestWindow: 30,
  widenEvery: 1,
}

/** A token of contracts/test that has a faucet. */
export type SceneToken = 'TestToken' | 'FiatTokenLike' | 'TetherLike'

/** Compiles the contracts, where that is not done yet, and deploys them with a test token. */
export async function deployContracts(
  client: SceneClient,
  rpcUrl: string,
  tokenName: SceneToken,
): Promise<Deployment> {
  const artifacts = await compileContracts()
  const startBlock = Number(await client.getBlockNumber()) + 1
  const token = await deploy(`test/${tokenName}`, [])
  const planned = plannedContracts()
  const from = client.account.address
  // Each contract is one transaction of this account, and the ledger's is the one after them.
  const nonce = BigInt((await client.getTransactionCount({ address: from })) + planned.length)
  const ledger = getContractAddress({ from, nonce })
  const placed = {} as Record<ContractKey, Address>
  const known: Record<string, unknown> = { ...PARAMETERS, ledger }
  for (const [key, { source, needs }] of planned) {
    placed[key] = await deploy(
      source,
      needs.map((need) => known[need]),
    )
    known[key] = placed[key]
  }
  await deploy(LEDGER.source, [token, LEDGER.books.map((book) => placed[book])])
  const { signature, optimistic, quorum, ...contracts } = placed
  return {
    chainId: await client.getChainId(),
    rpcUrl,
    token,
    ledger,
    ...contracts,
    verifiers: { signature, optimistic, quorum },
    startBlock,
  }

  async function deploy(source: string, args: readonly unknown[]): Promise<Address> {
    const file = `contracts/${source}.sol/${basename(source)}.json`
    const text = await readFile(resolve(artifacts, file), 'utf8')
    const { abi, bytecode } = JSON.parse(text) as { abi: Abi; bytecode: Hex }
    const hash = await client.deployContract({ abi, bytecode, args })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    return contractAddress!
  }
}
