import { network } from 'hardhat'
import type { Chain, PublicClient, TestClient } from 'viem'
import { createPublicClient, createTestClient, custom, publicActions } from 'viem'
import { hardhat } from 'viem/chains'

/** A chain inside the test's own process, with everything that a real one is asked for. */
export async function simulatedChain(): Promise<{
  client: PublicClient
  test: TestClient<'hardhat', ReturnType<typeof custom>, Chain>
  close: () => Promise<void>
}> {
  const connection = await network.connect({ network: 'node' })
  const transport = custom(connection.provider, { retryCount: 0 })
  const options = { chain: hardhat, transport, cacheTime: 0 }
  return {
    client: createPublicClient(options),
    test: createTestClient({ ...options, mode: 'hardhat' }).extend(publicActions),
    close: () => connection.close(),
  }
}
