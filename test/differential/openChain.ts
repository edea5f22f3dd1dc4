import { type MarketPlace, marketAbi, modelRegistryAbi, testTokenAbi } from '@assay/protocol'
import hre from 'hardhat'
import { type Address, getContract } from 'viem'

/** A chain in this process with a market, for comparing what it computes with what TypeScript computes. */
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
  const registries: [Address, Address] = [modelRegistry.address, keys.address]
  const panel = await viem.deployContract('Panel', registries)
  const market = getContract({
    abi: marketAbi,
    address: (await viem.deployContract('Market', [token.address, ...registries, panel.address]))
      .address,
    client: clients,
  })
  const place: MarketPlace = { chainId: await client.getChainId(), market: market.address }
  return { client, wallet, market, modelRegistry, place, token, viem, networkHelpers }
}
