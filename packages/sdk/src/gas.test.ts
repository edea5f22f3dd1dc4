import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Deployment, tokenCalls } from '@assay/protocol'
import { createClient, custom, zeroAddress, zeroHash } from 'viem'
import { MAX_TRANSACTION_GAS, sendWithin } from './gas.ts'
import { write } from './write.ts'

const deployment = {
  chainId: 1,
  token: zeroAddress,
  ledger: zeroAddress,
} as Partial<Deployment> as Deployment

/** A wallet whose node gives set estimates; it keeps what it is asked to send. */
function walletOf(estimate: bigint) {
  const sent: { gas?: string }[] = []
  const tried: { gas?: string }[] = []
  const answers: Record<string, (params: [{ gas?: string }]) => unknown> = {
    eth_chainId: () => '0x1',
    eth_call: () => '0x',
    eth_estimateGas: ([transaction]) => {
      tried.push(transaction)
      return `0x${estimate.toString(16)}`
    },
    eth_sendTransaction: ([transaction]) => {
      sent.push(transaction)
      return zeroHash
    },
  }
  const request = async ({ method, params }: { method: string; params: [{ gas?: string }] }) =>
    answers[method]!(params)
  const client = createClient({ account: zeroAddress, transport: custom({ request }) })
  return { client, sent, tried }
}

test('a wallet is told how much gas to use, however much its node would take', async () => {
  for (const [estimate, gas] of [
    [30_000_000n, MAX_TRANSACTION_GAS],
    [16_000_000n, MAX_TRANSACTION_GAS],
    [100_000n, 120_000n],
  ] as const) {
    const { client, sent, tried } = walletOf(estimate)
    await write(client, { deployment }, tokenCalls.approveLedger(deployment, { amount: 1n }))
    await sendWithin(client, { to: zeroAddress, value: 1n })
    assert.deepEqual(
      sent.map((transaction) => BigInt(transaction.gas ?? 0)),
      [gas, gas],
    )
    assert.deepEqual(
      tried.map((transaction) => BigInt(transaction.gas ?? 0)),
      [MAX_TRANSACTION_GAS, MAX_TRANSACTION_GAS],
    )
  }
})
