import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Deployment } from '@assay/protocol'
import { createWalletClient, custom, encodeAbiParameters, type Hex, numberToHex, toHex } from 'viem'
import { allowLedger } from './funding.ts'
import { openWriter } from './write.ts'

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const deployment = { chainId: 1, token, ledger: account } as unknown as Deployment
const hash = toHex(1, { size: 32 })

/** A wallet for a token without permits, whose approval ends as a test says. */
function walletWhoseApproval(end: { status?: Hex; replacedBy?: Hex }) {
  const transaction = (input: Hex, of: Hex) => ({
    hash: of,
    from: account,
    to: end.replacedBy === of ? account : token,
    input,
    nonce: '0x0',
    value: '0x0',
    blockNumber: end.replacedBy === of ? '0x1' : null,
  })
  let input: Hex = '0x'
  return createWalletClient({
    account,
    pollingInterval: 1,
    transport: custom(
      {
        async request({ method, params = [] }: { method: string; params?: { data?: Hex }[] }) {
          switch (method) {
            case 'eth_call':
              // The allowance; everything else that a permit needs is not there.
              if (params[0]?.data?.startsWith('0xdd62ed3e'))
                return encodeAbiParameters([{ type: 'uint256' }], [0n])
              if (params[0]?.data?.startsWith('0x095ea7b3')) return toHex(1, { size: 32 })
              throw Object.assign(new Error('execution reverted'), { code: 3 })
            case 'eth_chainId':
              return '0x1'
            case 'eth_blockNumber':
              return '0x1'
            case 'eth_estimateGas':
              return '0xb71b'
            case 'eth_getTransactionCount':
              return numberToHex(end.replacedBy === undefined || input === '0x' ? 0 : 1)
            case 'eth_sendTransaction':
              input = params[0]?.data ?? '0x'
              return hash
            case 'eth_getTransactionByHash':
              return transaction(input, hash)
            case 'eth_getBlockByNumber':
              return { number: '0x1', transactions: [transaction('0x', end.replacedBy ?? hash)] }
            case 'eth_getTransactionReceipt':
              return end.status === undefined
                ? null
                : { transactionHash: hash, status: end.status, blockNumber: '0x1', logs: [] }
          }
          throw new Error(`This wallet knows no ${method}.`)
        },
      },
      { retryCount: 0 },
    ),
  })
}

const allow = (client: ReturnType<typeof walletWhoseApproval>) =>
  openWriter(client, { deployment }).then((writer) =>
    allowLedger(client, writer, { deployment, amount: 5n }),
  )

test('an approval that is in a block lets the deposit go on', async () => {
  assert.equal(await allow(walletWhoseApproval({ status: '0x1' })), undefined)
})

test('an approval that reverted is a failure, not a success', async () => {
  await assert.rejects(allow(walletWhoseApproval({ status: '0x0' })), {
    name: 'TransactionRevertedError',
  })
})

test('an approval that was cancelled in the wallet is a failure, not a success', async () => {
  await assert.rejects(allow(walletWhoseApproval({ replacedBy: toHex(2, { size: 32 }) })), {
    name: 'TransactionCancelledError',
  })
})
