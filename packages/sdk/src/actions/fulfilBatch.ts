import type { Deployment } from '@assay/protocol'
import { type Call, encodeCall, hashRequest, marketAbi, marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { parseEventLogs } from 'viem'
import { call, estimateGas, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { type Fulfilment, fulfilmentCall } from '../chain/fulfilmentCall.ts'
import { accountOf, checkChain } from '../chain/writeCall.ts'
import type { BaseError } from '../errors/BaseError.ts'
import { decodeContractError } from '../errors/decodeContractError.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type FulfilBatchParameters = {
  deployment: Deployment
  fulfilments: readonly Fulfilment[]
  account?: Account | Address
}

/** How one entry of a batch went. */
export type FulfilBatchEntry = { jobId: Hex; error?: BaseError }

export type FulfilBatchReturnType = {
  /** The transaction; undefined where no entry was good enough to send one. */
  hash: Hex | undefined
  /** In the order of the fulfilments. */
  entries: FulfilBatchEntry[]
}

/** Beyond what the entries take now: one that fails in the end costs no more than one that succeeds. */
const GAS_MARGIN_PERCENT = 20n

/**
 * Submits many signed requests with their results in one transaction. An entry that fails leaves the others as they are, and
 * says why; those that would fail already are left out.
 *
 * @throws BaseError where the transaction itself cannot be sent or reverts
 */
export async function fulfilBatch(
  client: AssayClient,
  parameters: FulfilBatchParameters,
): Promise<FulfilBatchReturnType> {
  const { deployment, fulfilments } = parameters
  try {
    const account = accountOf(client, parameters.account)
    await checkChain(client, deployment)
    const calls = fulfilments.map((fulfilment) => fulfilmentCall(deployment, fulfilment))
    const entries: FulfilBatchEntry[] = await Promise.all(
      fulfilments.map(async ({ request }, index) => {
        const jobId = hashRequest(deployment, request)
        try {
          await call(client, { account, ...encodeCall(calls[index]!), blockTag: 'pending' })
          return { jobId }
        } catch (error) {
          return { jobId, error: explainChainError(error) }
        }
      }),
    )
    const sent = calls.map((_, index) => index).filter((index) => !entries[index]!.error)
    const [first, ...others] = sent.map((index) => calls[index]!)
    if (first === undefined) return { hash: undefined, entries }
    const list = [first, ...others] as const
    // A tolerant call succeeds with any gas, its entries do not: what they need is asked of the strict one. Entries that
    // exclude each other make that fail; then each is asked by itself.
    const gas = await estimateGas(client, {
      account,
      ...encodeCall(marketCalls.multicall(list)),
    }).catch(() => estimateEach(list))
    const hash = await sendTransaction(client, {
      account,
      ...encodeCall(marketCalls.tryMulticall(list)),
      gas: (gas * (100n + GAS_MARGIN_PERCENT)) / 100n,
      chain: client.chain ?? null,
    })
    const { logs, status } = await waitForTransactionReceipt(client, { hash })
    if (status === 'reverted') throw new Error(`The transaction ${hash} was reverted.`)
    for (const { args } of parseEventLogs({ abi: marketAbi, eventName: 'CallFailed', logs })) {
      const entry = entries[sent[Number(args.index)]!]!
      const error = { data: args.reason }
      entry.error = decodeContractError(error) ?? explainChainError(new Error(args.reason))
    }
    return { hash, entries }

    async function estimateEach(list: readonly Call[]): Promise<bigint> {
      const each = await Promise.all(
        list.map((one) => estimateGas(client, { account, ...encodeCall(one) })),
      )
      return each.reduce((sum, one) => sum + one, 0n)
    }
  } catch (error) {
    throw explainChainError(error)
  }
}
