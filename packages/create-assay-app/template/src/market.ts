import { type AssayActions, assayActions, parseDeployment } from '@assay/sdk'
import { createWalletClient, custom, type EIP1193Provider, type WalletClient } from 'viem'

declare global {
  interface Window {
    ethereum?: EIP1193Provider
  }
}

/** Opens the market of `public/deployment.json` with the browser's wallet. */
export async function openMarket(): Promise<WalletClient & AssayActions> {
  const { ethereum } = window
  if (ethereum === undefined) throw new Error('This browser has no wallet. Install one first.')
  const record = await fetch('/deployment.json')
  const deployment = parseDeployment(await record.text(), 'public/deployment.json')
  const [account] = await ethereum.request({ method: 'eth_requestAccounts' })
  if (account === undefined) throw new Error('The wallet gave no account. Choose one in it.')
  const client = createWalletClient({ account, transport: custom(ethereum) })
  if ((await client.getChainId()) !== deployment.chainId)
    await client.switchChain({ id: deployment.chainId })
  return client.extend(assayActions(deployment))
}
