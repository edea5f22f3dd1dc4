import { type Deployment, encodeCall, tokenCalls } from '@assay/protocol'
import { sendWithin } from '@assay/sdk'
import { type Address, type Hex, parseEther } from 'viem'
import { getBalance, waitForTransactionReceipt } from 'viem/actions'
import { demoClient } from '../../wallet/demoWallet.ts'

const GAS_MONEY = parseEther('1')

/**
 * Gives an account on the local chain test dollars, and ether for gas where it has little. The demo account
 * pays for it, so that an account with nothing at all can begin. Gives the hash of the token transaction.
 */
export async function sendTestMoney(deployment: Deployment, to: Address): Promise<Hex> {
  const client = demoClient(deployment)
  if ((await getBalance(client, { address: to })) < GAS_MONEY / 10n) {
    const hash = await sendWithin(client, { to, value: GAS_MONEY })
    await waitForTransactionReceipt(client, { hash })
  }
  return sendWithin(client, encodeCall(tokenCalls.faucet(deployment, { to })))
}

/** Waits for the block of what was sent. */
export async function untilIncluded(deployment: Deployment, hash: Hex): Promise<void> {
  await waitForTransactionReceipt(demoClient(deployment), { hash })
}
