import {
  type Address,
  type Hex,
  isAddressEqual,
  type Transaction,
  type TransactionReceipt,
} from 'viem'
import {
  getBlock,
  getBlockNumber,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
} from 'viem/actions'
import { BaseError } from './errors/BaseError.ts'
import { isCausedBy } from './errors/causes.ts'
import { sleep } from './time.ts'
import type { AssayClient } from './types/client.ts'

/** A transaction as its sender knows it. Everything in it survives JSON, so that a page can go on after a reload. */
export type SentTransaction = {
  from: Address
  to: Address
  data: Hex
  /** The hash that the wallet gave; absent where it gave none and may have sent all the same. */
  hash?: Hex
  /** The account's next nonce when the wallet was asked. */
  nonce: number
  /** The newest block when the wallet was asked. */
  block: number
}

/** How a sent transaction ended. */
export type TransactionEnd =
  /** It is in a block, under this hash, and did what it says. */
  | { outcome: 'included'; hash: Hex; receipt: TransactionReceipt }
  /** It is in a block, and reverted: it changed nothing. */
  | { outcome: 'reverted'; hash: Hex; receipt: TransactionReceipt }
  /** Another transaction of the account took its place, and did something else. */
  | { outcome: 'cancelled'; by: Hex }
  /** The node has not known it for a while, and its place is still free. */
  | { outcome: 'dropped' }

/** What `followTransaction` takes. */
export type FollowTransactionParameters = {
  sent: SentTransaction
  /** The wallet sent it anew for another price, or it was found without a hash: it goes on under this one. */
  onHash?: (hash: Hex) => void
  /** The endpoint fails to answer, or answers again. It is asked on. */
  onSilence?: (silent: boolean) => void
  /** How long the node may not know the transaction before it counts as dropped (milliseconds). */
  dropAfter?: number
  /** Milliseconds. */
  pollingInterval?: number
  signal?: AbortSignal | undefined
}

const DROP_AFTER = 60_000
/** How long the node may not know a hash before what else took the nonce counts (milliseconds). */
const DOUBT = 5_000

/** Reads what has to be known of a transaction before the wallet is asked to send it. */
export async function beforeSending(
  client: AssayClient,
  { from, to, data }: Pick<SentTransaction, 'from' | 'to' | 'data'>,
): Promise<SentTransaction> {
  const [nonce, block] = await Promise.all([
    getTransactionCount(client, { address: from, blockTag: 'pending' }),
    getBlockNumber(client, { cacheTime: 0 }),
  ])
  return { from, to, data, nonce, block: Number(block) }
}

/** Says in words how a transaction ended that did not do what it says; undefined of one that did. */
export function explainEnd(end: TransactionEnd): BaseError | undefined {
  switch (end.outcome) {
    case 'included':
      return undefined
    case 'reverted':
      return new BaseError('The transaction is in a block, but it reverted.', {
        name: 'TransactionRevertedError',
        remedy: 'It changed nothing and cost only gas. Try again.',
      })
    case 'cancelled':
      return new BaseError('The wallet sent another transaction in place of this one.', {
        name: 'TransactionCancelledError',
        remedy: 'This one did not happen and cost nothing. Try again if you still want it.',
      })
    case 'dropped':
      return new BaseError('The network no longer knows the transaction.', {
        name: 'TransactionDroppedError',
        remedy: 'It is in no block so far. Send it again, or speed it up in your wallet.',
      })
  }
}

/**
 * Waits until a sent transaction has come to its end, whatever the wallet did with it since: sent it anew for another price, put another
 * one in its place, or lost it. No failure of the endpoint is an end: it is asked again until it answers.
 */
export async function followTransaction(
  client: AssayClient,
  parameters: FollowTransactionParameters,
): Promise<TransactionEnd> {
  const { sent, onHash, onSilence, signal, dropAfter = DROP_AFTER } = parameters
  const pause = parameters.pollingInterval ?? client.pollingInterval
  const state: Following = { hash: sent.hash, nonce: undefined }
  let missingSince: number | undefined
  let silent = false
  for (;;) {
    signal?.throwIfAborted()
    try {
      const seen = await look(client, sent, state, {
        isMissing: () => missingSince !== undefined && Date.now() - missingSince >= DOUBT,
        onHash,
      })
      if (silent) onSilence?.(false)
      silent = false
      if (typeof seen === 'object') return seen
      missingSince = seen === 'known' ? undefined : (missingSince ?? Date.now())
      if (missingSince !== undefined && Date.now() - missingSince >= dropAfter)
        return { outcome: 'dropped' }
    } catch {
      // What the node did not say while it was silent says nothing about the transaction.
      missingSince = undefined
      if (!silent) onSilence?.(true)
      silent = true
    }
    await sleep(pause, signal)
  }
}

type Following = {
  hash: Hex | undefined
  /** Its own, where a node has shown it. */
  nonce: number | undefined
}

async function look(
  client: AssayClient,
  sent: SentTransaction,
  state: Following,
  { isMissing, onHash }: { isMissing: () => boolean; onHash: ((hash: Hex) => void) | undefined },
): Promise<TransactionEnd | 'known' | 'missing'> {
  if (state.hash !== undefined) {
    const end = await endOf(client, state.hash)
    if (end !== undefined) return end
    const known = await orUndefined(
      getTransaction(client, { hash: state.hash }),
      'TransactionNotFoundError',
    )
    if (known !== undefined) {
      state.nonce = known.nonce
      // In a block, but its receipt is not there yet.
      if (known.blockNumber !== null) return 'known'
    }
    const taken = await takenBy(client, sent, state.nonce ?? sent.nonce)
    if (taken === undefined) return known === undefined ? 'missing' : 'known'
    if (taken.hash === state.hash) return 'known'
    if (isSame(taken, sent)) {
      state.hash = taken.hash
      state.nonce = taken.nonce
      onHash?.(taken.hash)
      return (await endOf(client, taken.hash)) ?? 'known'
    }
    // Where no node ever showed its nonce, the wallet may have given it a later one.
    if (state.nonce !== undefined || isMissing()) return { outcome: 'cancelled', by: taken.hash }
    return 'missing'
  }
  // Without a hash it can only be known by what it does.
  const count = await getTransactionCount(client, { address: sent.from })
  for (let nonce = sent.nonce; nonce < count; nonce++) {
    const taken = await takenBy(client, sent, nonce)
    if (taken === undefined || !isSame(taken, sent)) continue
    state.hash = taken.hash
    state.nonce = taken.nonce
    onHash?.(taken.hash)
    return (await endOf(client, taken.hash)) ?? 'known'
  }
  const pending = await getTransactionCount(client, { address: sent.from, blockTag: 'pending' })
  return pending > count ? 'known' : 'missing'
}

async function endOf(client: AssayClient, hash: Hex): Promise<TransactionEnd | undefined> {
  const receipt = await orUndefined(
    getTransactionReceipt(client, { hash }),
    'TransactionReceiptNotFoundError',
  )
  if (receipt === undefined) return undefined
  return { outcome: receipt.status === 'success' ? 'included' : 'reverted', hash, receipt }
}

/** The transaction in a block that took a nonce of the account; undefined while none has. */
async function takenBy(
  client: AssayClient,
  { from: address, block }: SentTransaction,
  nonce: number,
): Promise<Transaction | undefined> {
  if ((await getTransactionCount(client, { address })) <= nonce) return undefined
  let high = await getBlockNumber(client, { cacheTime: 0 })
  let low = BigInt(block) < high ? BigInt(block) : high
  // The first block after which the nonce is taken.
  while (low < high) {
    const middle = (low + high) / 2n
    const count = await getTransactionCount(client, { address, blockNumber: middle })
    if (count > nonce) high = middle
    else low = middle + 1n
  }
  const { transactions } = await getBlock(client, { blockNumber: low, includeTransactions: true })
  return transactions.find((each) => each.nonce === nonce && isAddressEqual(each.from, address))
}

function isSame(found: Transaction, { to, data }: SentTransaction): boolean {
  return found.to !== null && isAddressEqual(found.to, to) && found.input === data
}

async function orUndefined<T>(promise: Promise<T>, missing: string): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isCausedBy(error, missing)) return undefined
    throw error
  }
}
