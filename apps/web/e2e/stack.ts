import { type Deployment, parseDeployment } from '@assay/protocol'
import { createPublicClient, createWalletClient, type Hex, http, publicActions } from 'viem'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { sendTestMoney } from '../src/features/account/sendTestMoney.ts'

export type RunningStack = { webUrl: string; deployment: Deployment }

/** What the global set-up started. */
export function runningStack(): RunningStack {
  const { webUrl, deployment } = JSON.parse(process.env.ASSAY_BROWSER_STACK ?? '{}') as {
    webUrl: string
    deployment: unknown
  }
  return { webUrl, deployment: parseDeployment(JSON.stringify(deployment)) }
}

/** A client that reads the stack's chain. */
export function chainClient() {
  const { deployment } = runningStack()
  return createPublicClient({
    chain: hardhat,
    transport: http(deployment.rpcUrl),
    pollingInterval: 50,
    cacheTime: 0,
  })
}

/** A client of one of the local chain's public test accounts; those from 10 on belong to no part of the stack. */
export function localWallet(addressIndex: number) {
  const { deployment } = runningStack()
  return createWalletClient({
    account: mnemonicToAccount('test test test test test test test test test test test junk', {
      addressIndex,
    }),
    chain: hardhat,
    transport: http(deployment.rpcUrl),
    pollingInterval: 50,
  }).extend(publicActions)
}

/** An account that nobody ever gave anything. */
export function emptyAccount() {
  const key: Hex = generatePrivateKey()
  return privateKeyToAccount(key)
}

/** An account with ether and test dollars that no other test uses. */
export async function fundedAccount() {
  const account = emptyAccount()
  const hash = await sendTestMoney(runningStack().deployment, account.address)
  await chainClient().waitForTransactionReceipt({ hash })
  return account
}
