import {
  ledgerAbi,
  type Markets,
  marketAbi,
  modelRegistryAbi,
  multiSeatMarketAbi,
  testTokenAbi,
} from '@assay/protocol'
import hre from 'hardhat'
import { getContract, getContractAddress } from 'viem'

/** The shortest lock of a job with one seat, in seconds. */
export const MIN_LOCK_FOR = 1

/** A chain in this process with both markets, for comparing what it computes with what TypeScript computes. */
export async function openChain() {
  const { viem, networkHelpers } = await hre.network.create()
  const client = await viem.getPublicClient()
  const [wallet] = await viem.getWalletClients()
  if (!wallet) throw new Error('The chain has no accounts')
  const clients = { public: client, wallet }
  const token = getContract({
    abi: testTokenAbi,
    address: (await viem.deployContract('TestToken')).address,
    client: clients,
  })
  const modelRegistry = getContract({
    abi: modelRegistryAbi,
    address: (await viem.deployContract('ModelRegistry')).address,
    client: clients,
  })
  const keys = await viem.deployContract('KeyRegistry')
  const from = wallet.account.address
  const nonce = BigInt((await client.getTransactionCount({ address: from })) + 2)
  const ledgerAddress = getContractAddress({ from, nonce })
  const args = [ledgerAddress, modelRegistry.address, keys.address, BigInt(MIN_LOCK_FOR)] as const
  const market = getContract({
    abi: marketAbi,
    address: (await viem.deployContract('Market', [...args])).address,
    client: clients,
  })
  const multiSeatMarket = getContract({
    abi: multiSeatMarketAbi,
    address: (await viem.deployContract('MultiSeatMarket', [...args])).address,
    client: clients,
  })
  const books = [market.address, multiSeatMarket.address]
  await viem.deployContract('Ledger', [token.address, books])
  const ledger = getContract({ abi: ledgerAbi, address: ledgerAddress, client: clients })
  const markets: Markets = {
    chainId: await client.getChainId(),
    market: market.address,
    multiSeatMarket: multiSeatMarket.address,
  }
  return {
    ...{ client, wallet, ledger, market, multiSeatMarket, markets },
    ...{ modelRegistry, keyRegistry: keys.address, token, viem, networkHelpers },
  }
}
