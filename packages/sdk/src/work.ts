/**
 * Work: what a worker signs and sends, from the claim to the result.
 *
 * @module
 */
import {
  type Call,
  encodeCall,
  hashRequest,
  marketCalls,
  marketDomain,
  marketsAbi,
  type Receipt,
  type Request,
  receiptTypes,
  type Seats,
} from '@assay/protocol'
import { type Address, type Hex, parseEventLogs } from 'viem'
import { call, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import {
  type Fulfilment,
  fulfilmentCall,
  type SubmissionCallsParameters,
  submissionCalls,
} from './calls.ts'
import type { BaseError } from './errors/BaseError.ts'
import { decodeContractError } from './errors/decodeContractError.ts'
import { explainChainError, explained } from './errors/explainChainError.ts'
import { estimateGasWithin, gasLimitFor } from './gas.ts'
import { signTypedData } from './signTypedData.ts'
import type { AssayClient } from './types/client.ts'
import { accountOf, openWriter, type WriteParameters, write } from './write.ts'

/** What `work.claim` takes. */
export type ClaimParameters = WriteParameters & {
  request: Request
  /** The account that gets the seat; the caller's by default. The caller must be that account, or a key that it listed for work. */
  worker?: Address
  /** What the verifier asks of a worker, such as a drawn slot (encodeTicket); nothing by default. */
  ticket?: Hex
}

/**
 * Takes a seat, locking the collateral from the worker's free balance: the worker owes a result from then on.
 *
 * @returns the transaction's hash
 */
export function claim(client: AssayClient, parameters: ClaimParameters): Promise<Hex> {
  return explained(async () => {
    const { account, send } = await openWriter(client, parameters)
    const claimed = { ...parameters, worker: parameters.worker ?? account.address }
    return send(marketCalls.claim(parameters.deployment, claimed))
  })
}

/** What `work.commit` takes. */
export type CommitParameters = WriteParameters & {
  request: Request
  seat: number
  /** From hashCommitment. */
  commitment: Hex
}

/**
 * Commits a seat of a job of several seats to its result, which is opened later (`work.submit` with the salt).
 *
 * @returns the transaction's hash
 */
export function commit(client: AssayClient, parameters: CommitParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.commit(parameters.deployment, parameters))
}

/** What `work.leave` takes. */
export type LeaveParameters = WriteParameters & { request: Request; seat: number }

/**
 * Gives up a seat of a job that did not fill within an hour of the claim. Its collateral is free again.
 *
 * @returns the transaction's hash
 */
export function leave(client: AssayClient, parameters: LeaveParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.leave(parameters.deployment, parameters))
}

/** What `work.signReceipt` takes. */
export type SignReceiptParameters = WriteParameters & {
  receipt: Receipt
  /** The request that it answers, or its number of seats. */
  request: Seats
}

/** Signs a receipt (EIP-712): the worker's word that this output answers that request. */
export function signReceipt(client: AssayClient, parameters: SignReceiptParameters): Promise<Hex> {
  const { deployment, receipt, request } = parameters
  return explained(async () =>
    signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: marketDomain(deployment, request),
      types: receiptTypes,
      primaryType: 'Receipt',
      message: receipt,
    }),
  )
}

/** What `work.submit` takes. */
export type SubmitParameters = WriteParameters & SubmissionCallsParameters

/**
 * Submits a claimed job's result, or opens a seat's commitment with it, and settles it where the verifier decides at once.
 *
 * @returns the transaction's hash
 */
export function submit(client: AssayClient, parameters: SubmitParameters): Promise<Hex> {
  const calls = submissionCalls(parameters.deployment, parameters)
  return write(client, parameters, marketCalls.multicall(calls))
}

/** What `work.announce` takes. */
export type AnnounceParameters = WriteParameters & {
  /** From hashCommitment. */
  commitment: Hex
}

/**
 * Commits to the result of an open signed request, so that nobody can copy it when it is submitted (`work.fulfil`) in a later
 * block.
 *
 * @returns the transaction's hash
 */
export function announce(client: AssayClient, parameters: AnnounceParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.announce(parameters.deployment, parameters))
}

/** What `work.fulfil` takes. */
export type FulfilParameters = WriteParameters & Fulfilment

/** A job, and the transaction that made it. */
export type Fulfilled = { jobId: Hex; hash: Hex }

/**
 * Submits a signed request with its result in one call: posted, claimed, submitted and, where the verdict stands at once,
 * settled. Such a job is known by its event only (`jobs.get` reads it).
 */
export async function fulfil(
  client: AssayClient,
  parameters: FulfilParameters,
): Promise<Fulfilled> {
  const { deployment, request } = parameters
  const hash = await write(client, parameters, fulfilmentCall(deployment, parameters))
  return { jobId: hashRequest(deployment, request), hash }
}

/** What `work.fulfilBatch` takes. */
export type FulfilBatchParameters = WriteParameters & { fulfilments: readonly Fulfilment[] }

/** How one entry of a batch went. */
export type BatchEntry = { jobId: Hex; error?: BaseError }

/** How a batch went. */
export type Batch = {
  /** The transaction; undefined where no entry was good enough to send one. */
  hash: Hex | undefined
  /** In the order of the fulfilments. */
  entries: BatchEntry[]
}

/**
 * Submits many signed requests with their results in one transaction. An entry that fails leaves the others as they are, and
 * says why; those that would fail already are left out.
 *
 * @throws BaseError where the transaction itself cannot be sent or reverts
 */
export function fulfilBatch(
  client: AssayClient,
  parameters: FulfilBatchParameters,
): Promise<Batch> {
  return explained(async () => {
    const { deployment, fulfilments } = parameters
    const { account } = await openWriter(client, parameters)
    const calls = fulfilments.map((fulfilment) => fulfilmentCall(deployment, fulfilment))
    const entries: BatchEntry[] = await Promise.all(
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
    // exclude each other make that fail; then each is asked separately.
    const from = account.address
    const gas = await estimateGasWithin(client, {
      from,
      ...encodeCall(marketCalls.multicall(list)),
    }).catch(() => estimateEach(list))
    const hash = await sendTransaction(client, {
      account,
      ...encodeCall(marketCalls.tryMulticall(list)),
      gas: gasLimitFor(gas),
      chain: client.chain ?? null,
    })
    const { logs, status } = await waitForTransactionReceipt(client, { hash })
    if (status === 'reverted') throw new Error(`The transaction ${hash} was reverted.`)
    for (const { args } of parseEventLogs({ abi: marketsAbi, eventName: 'CallFailed', logs })) {
      const entry = entries[sent[Number(args.index)]!]!
      const error = { data: args.reason }
      entry.error = decodeContractError(error) ?? explainChainError(new Error(args.reason))
    }
    return { hash, entries }

    async function estimateEach(list: readonly Call[]): Promise<bigint> {
      const each = await Promise.all(
        list.map((one) => estimateGasWithin(client, { from, ...encodeCall(one) })),
      )
      return each.reduce((sum, one) => sum + one, 0n)
    }
  })
}
