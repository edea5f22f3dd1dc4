import { type Deployment, encodeCall, testTokenAbi, tokenCalls } from '@assay/protocol'
import { sendWithin } from '@assay/sdk'
import { createWalletClient, http, publicActions } from 'viem'
import { hardhat } from 'viem/chains'
import { localDemo, localLiar, localPublisher, localWatcher, localWorker } from './localAccounts.ts'

/** Below this an account is given more: a hundred of the token's six-decimal dollars. */
const ENOUGH = 100_000_000n

/** Gives the demo account and the services test dollars from the faucet, where they are short of them. */
export async function fundLocalAccounts({
  rpcUrl,
  deployment,
}: {
  readonly rpcUrl: string
  readonly deployment: Deployment
}): Promise<void> {
  const client = createWalletClient({
    account: localPublisher,
    chain: hardhat,
    transport: http(rpcUrl),
    pollingInterval: 50,
  }).extend(publicActions)
  const token = { address: deployment.token, abi: testTokenAbi } as const
  for (const { address } of [localDemo, localWorker, localWatcher, localLiar]) {
    const balance = await client.readContract({
      ...token,
      functionName: 'balanceOf',
      args: [address],
    })
    if (balance >= ENOUGH) continue
    const faucet = tokenCalls.faucet(deployment, { to: address })
    const hash = await sendWithin(client, encodeCall(faucet))
    await client.waitForTransactionReceipt({ hash })
  }
}
