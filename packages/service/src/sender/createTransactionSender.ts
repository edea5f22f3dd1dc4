import { setTimeout as wait } from 'node:timers/promises'
import { estimateGasWithin, gasLimitFor } from '@assay/sdk'
import type { Client, LocalAccount, TransactionReceipt } from 'viem'
import { keccak256, TransactionNotFoundError, TransactionReceiptNotFoundError } from 'viem'
import {
  call as ethCall,
  getBalance,
  getTransaction,
  getTransactionCount,
  getTransactionReceipt,
  sendRawTransaction,
} from 'viem/actions'
import type { Log } from '../createLog.ts'
import type {
  JournaledTransaction,
  TransactionAttempt,
  TransactionJournal,
} from '../journal/TransactionJournal.ts'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import { broadcastFailure } from './broadcastFailure.ts'
import { createCallSharing, type Intent, keysOf } from './createCallSharing.ts'
import type { Fees } from './fees.ts'
import { currentFees, replacementFees } from './fees.ts'
import { OutOfGasError } from './OutOfGasError.ts'
import { Shortage } from './Shortage.ts'
import type {
  SharedTransactions,
  TransactionCall,
  TransactionOutcome,
  TransactionSender,
  TransactionStage,
} from './TransactionSender.ts'

export type CreateTransactionSenderParameters = {
  client: Client
  chainId: number
  account: LocalAccount
  journal: TransactionJournal
  log: Log
  /** Turns a revert into an error with words. */
  decodeRevert: (error: unknown) => Error | undefined
  /** Most that is ever offered for a unit of gas (wei). */
  maxFeePerGas?: bigint
  /** When a transaction that is not yet in a block is replaced by one with higher fees (milliseconds). */
  stallAfter: number
  /** How often the chain is asked (milliseconds). */
  pollingInterval: number
  onStage?: (kind: string, stage: TransactionStage) => void | Promise<void>
  /** Told how each transaction went, and each call that was refused before it became one. */
  onOutcome?: (kind: string, outcome: TransactionOutcome) => void
  /** How calls that say what they take share transactions; where it is left out, each has one of its own. */
  shared?: SharedTransactions
  now?: () => number
}

type Flight = { kind: string; since: number; nonce?: number; promise: Promise<TransactionOutcome> }

/** What became of an attempt to broadcast: it is on its way, or nothing was spent. */
type Begun = TransactionOutcome | { transaction: JournaledTransaction }

/**
 * Makes the only sender that spends an account's nonces.
 *
 * INVARIANT: a signed transaction is in the journal before any node sees it, and one nonce belongs to one intent until
 * that intent is finished or was never taken by a node; so a crash at any point pays for an intent at most once.
 */
export function createTransactionSender(
  parameters: CreateTransactionSenderParameters,
): TransactionSender {
  const { client, chainId, account, journal, log, decodeRevert, maxFeePerGas } = parameters
  const { stallAfter, pollingInterval, onStage, onOutcome, shared, now = Date.now } = parameters
  const flights = new Map<string, Flight>()
  const closed = new AbortController()
  const shortage = new Shortage(now)
  let turn: Promise<unknown> = Promise.resolve()
  const share =
    shared &&
    createCallSharing({
      ...{ client, from: account.address, shared, inTurn, decodeRevert, sendAlone },
      submit: async (intent) => {
        const begun = await submit(intent)
        const end = 'status' in begun ? Promise.resolve(begun) : follow(begun.transaction)
        return { outcome: end.then((outcome) => told(intent.kind, outcome)) }
      },
      refusal: async (call) => {
        try {
          await estimate(call)
          return undefined
        } catch (error) {
          const reason = await refusal(error, call.kind)
          told(call.kind, { status: 'refused', reason })
          return reason
        }
      },
      poverty: async (kind, cause) => {
        if (cause === undefined) return stillPoor()
        return broadcastFailure(cause) === 'funds' ? outOfGas(cause, kind) : undefined
      },
    })

  /** One at a time from simulation to broadcast, so that nonces are given out in order. */
  function inTurn<result>(work: () => Promise<result>): Promise<result> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }

  function launch(key: string, kind: string, work: () => Promise<TransactionOutcome>) {
    const keys = keysOf(key)
    const flight: Flight = { kind, since: now(), promise: Promise.resolve({ status: 'lost' }) }
    for (const each of keys) flights.set(each, flight)
    flight.promise = work().finally(() => {
      for (const each of keys) flights.delete(each)
    })
    // The caller of send() sees the failure; nobody may be listening to a recovered one.
    flight.promise.catch(() => undefined)
    return flight.promise
  }

  function told(kind: string, outcome: TransactionOutcome): TransactionOutcome {
    onOutcome?.(kind, outcome)
    return outcome
  }

  function send(call: TransactionCall): Promise<TransactionOutcome> {
    const { key, kind, to, value, gas } = call
    const flying = flights.get(key)
    if (flying) return flying.promise
    return launch(key, kind, () => {
      const isShared = gas !== undefined && value === undefined && shared?.isShareable(to)
      return share && isShared ? share({ ...call, gas }) : sendAlone(call)
    })
  }

  async function sendAlone(call: TransactionCall): Promise<TransactionOutcome> {
    const begun = await inTurn(() => begin(call))
    return told(call.kind, 'status' in begun ? begun : await follow(begun.transaction))
  }

  async function begin(call: TransactionCall): Promise<Begun> {
    closed.signal.throwIfAborted()
    const { key, kind, to, data, value = 0n } = call
    const poor = await stillPoor()
    if (poor !== undefined) return { status: 'refused', reason: poor }
    let gas: bigint
    try {
      gas = gasLimitFor(await estimate(call))
    } catch (error) {
      return { status: 'refused', reason: await refusal(error, kind) }
    }
    return submit({ key, kind, to, data, value, gas })
  }

  /** What depends on time is judged as the next block will: an idle chain's last one may be long past. */
  function estimate({ to, data, value = 0n }: TransactionCall): Promise<bigint> {
    const { address: from } = account
    return estimateGasWithin(client, { from, to, data, value, blockTag: 'pending' })
  }

  /** Gives an intent the next nonce, writes it down, and broadcasts it. */
  async function submit(intent: Intent): Promise<Begun> {
    closed.signal.throwIfAborted()
    const { address } = account
    const [fees, pending] = await Promise.all([
      currentFees(client, maxFeePerGas),
      getTransactionCount(client, { address, blockTag: 'pending' }),
    ])
    const nonce = Math.max(pending, journal.nextNonce())
    const numbered = { ...intent, nonce }
    // INVARIANT: written before sent.
    const transaction = journal.add(numbered, await sign(numbered, fees))
    numberFlights(transaction)
    await onStage?.(intent.kind, 'journaled')
    const failure = await broadcast(transaction)
    if (failure === undefined) return { transaction }
    return { status: 'refused', reason: failure }
  }

  function numberFlights({ key, nonce }: JournaledTransaction): void {
    for (const each of keysOf(key)) {
      const flight = flights.get(each)
      if (flight) flight.nonce = nonce
    }
  }

  async function sign(
    intent: Pick<JournaledTransaction, 'nonce' | 'to' | 'data' | 'value' | 'gas'>,
    fees: Fees,
  ): Promise<TransactionAttempt> {
    const { nonce, to, data, value, gas } = intent
    const raw = await account.signTransaction({
      type: 'eip1559',
      chainId,
      nonce,
      to,
      data,
      value,
      gas,
      ...fees,
    })
    return { hash: keccak256(raw), raw, ...fees }
  }

  /** Sends the newest version; an error comes back only where the transaction was given up for good. */
  async function broadcast(transaction: JournaledTransaction): Promise<Error | undefined> {
    const attempt = transaction.attempts.at(-1)!
    try {
      await sendRawTransaction(client, { serializedTransaction: attempt.raw })
    } catch (error) {
      const failure = broadcastFailure(error)
      if (failure === 'funds' && transaction.state === 'signed') {
        if ((await findReceipt(transaction)) !== undefined) return undefined
        // No node took it, so its nonce is free for the next intent, and it can never be paid beside that one.
        journal.setState(transaction, 'abandoned')
        const { gas, value, kind } = transaction
        return outOfGas(error, kind, gas * attempt.maxFeePerGas + value)
      }
      if (failure !== 'known') {
        log.warn(
          { kind: transaction.kind, nonce: transaction.nonce, failure, error },
          'a transaction was not taken by the node; it stays in the journal and is tried again',
        )
        return undefined
      }
    }
    if (shortage.error !== undefined) log.info('the key can pay for gas again')
    shortage.end()
    await onStage?.(transaction.kind, 'broadcast')
    if (transaction.state === 'signed') journal.setState(transaction, 'sent')
    log.info(
      { kind: transaction.kind, nonce: transaction.nonce, transaction: attempt.hash },
      'transaction sent',
    )
    return undefined
  }

  /** Watches every version of a transaction until one is in a block. */
  async function follow(transaction: JournaledTransaction): Promise<TransactionOutcome> {
    let lastSent = now()
    let goneSince: number | undefined
    for (;;) {
      closed.signal.throwIfAborted()
      try {
        const receipt = await findReceipt(transaction)
        if (receipt !== undefined) return await conclude(transaction, receipt)
        const used = await getTransactionCount(client, { address: account.address })
        if (used <= transaction.nonce) goneSince = undefined
        else goneSince ??= now()
        // A receipt may reach a node long after the account's new count: what is in a block is waited for.
        const isGone = goneSince !== undefined && now() - goneSince > stallAfter
        if (isGone && !(await isMined(transaction))) {
          journal.setState(transaction, 'lost')
          log.warn(
            { kind: transaction.kind, nonce: transaction.nonce },
            'another transaction of this account took the nonce; is the key used elsewhere?',
          )
          return { status: 'lost' }
        }
        if (used <= transaction.nonce) {
          if (now() - lastSent > stallAfter) {
            await replace(transaction)
            lastSent = now()
          } else if (transaction.state === 'signed') {
            const failure = await broadcast(transaction)
            if (failure) return { status: 'refused', reason: failure }
          }
        }
      } catch (error) {
        closed.signal.throwIfAborted()
        log.warn({ kind: transaction.kind, error }, 'the chain cannot be read; trying again')
      }
      await wait(pollingInterval, undefined, { signal: closed.signal })
    }
  }

  /** Whether a node has a version of a transaction in a block, be its receipt there or not. */
  async function isMined({ attempts }: JournaledTransaction): Promise<boolean> {
    for (const { hash } of attempts) {
      try {
        const { blockNumber } = await getTransaction(client, { hash })
        if (blockNumber !== null) return true
      } catch (error) {
        if (!(error instanceof TransactionNotFoundError)) throw error
      }
    }
    return false
  }

  async function replace(transaction: JournaledTransaction): Promise<void> {
    const old = transaction.attempts.at(-1)!
    const fees = replacementFees(old, await currentFees(client, maxFeePerGas), maxFeePerGas)
    if (fees !== undefined) {
      journal.addAttempt(transaction, await sign(transaction, fees))
      log.warn(
        { kind: transaction.kind, nonce: transaction.nonce, ...stringsOf(fees) },
        'a transaction waits too long; replacing it with higher fees',
      )
    }
    await broadcast(transaction)
  }

  async function findReceipt(
    transaction: JournaledTransaction,
  ): Promise<TransactionReceipt | undefined> {
    for (const { hash } of transaction.attempts.toReversed()) {
      try {
        return await getTransactionReceipt(client, { hash })
      } catch (error) {
        if (!(error instanceof TransactionReceiptNotFoundError)) throw error
      }
    }
    return undefined
  }

  async function conclude(
    transaction: JournaledTransaction,
    receipt: TransactionReceipt,
  ): Promise<TransactionOutcome> {
    const { transactionHash: hash, blockNumber } = receipt
    await onStage?.(transaction.kind, 'included')
    const state = receipt.status === 'success' ? 'included' : 'reverted'
    journal.setState(transaction, state, { hash, blockNumber })
    if (receipt.status === 'success') return { status: 'included', hash, receipt }
    return { status: 'reverted', hash, receipt, reason: await revertReason(transaction, receipt) }
  }

  /** Runs a reverted transaction again where it failed, to learn why. */
  async function revertReason(
    transaction: JournaledTransaction,
    receipt: TransactionReceipt,
  ): Promise<Error> {
    const { to, data, value } = transaction
    try {
      const block = { blockNumber: receipt.blockNumber }
      await ethCall(client, { account: account.address, to, data, value, ...block })
    } catch (error) {
      return decodeRevert(error) ?? (error as Error)
    }
    return new ServiceError('The transaction reverted, and no longer does when run again.', {
      exitCode: EXIT_CODES.revert,
    })
  }

  async function refusal(error: unknown, kind: string): Promise<Error> {
    const reason = decodeRevert(error)
    if (reason !== undefined) return reason
    if (broadcastFailure(error) === 'funds') return outOfGas(error, kind)
    throw error
  }

  /** The refusal of an account that cannot pay, said aloud once until it can. */
  async function outOfGas(cause: unknown, kind: string, needed?: bigint): Promise<OutOfGasError> {
    const { address } = account
    const balance = await getBalance(client, { address })
    const error = new OutOfGasError({ address, balance, needed, cause })
    const level = shortage.error === undefined ? 'error' : 'debug'
    log[level]({ kind }, `nothing can be sent: ${error.message}`)
    shortage.begin(error)
    return error
  }

  /** What refuses a transaction before any node is asked: the account could not pay for the last one, and has no more now. */
  async function stillPoor(): Promise<OutOfGasError | undefined> {
    if (shortage.error === undefined || shortage.pending !== undefined) return shortage.pending
    const balance = await getBalance(client, { address: account.address })
    return shortage.persists(balance) ? shortage.error : undefined
  }

  async function recover(): Promise<JournaledTransaction[]> {
    const unfinished = journal.unfinished()
    for (const transaction of unfinished) {
      const last = transaction === unfinished.at(-1)
      if (last && (await isDeadLetter(transaction))) {
        journal.setState(transaction, 'abandoned')
        log.info(
          { kind: transaction.kind, nonce: transaction.nonce },
          'an unsent transaction of the last run serves nothing any more; its nonce is free',
        )
        continue
      }
      log.info(
        { kind: transaction.kind, nonce: transaction.nonce },
        'taking up a transaction of the last run',
      )
      launch(transaction.key, transaction.kind, async () => {
        if ((await findReceipt(transaction)) === undefined) await broadcast(transaction)
        return told(transaction.kind, await follow(transaction))
      })
      numberFlights(transaction)
    }
    return unfinished
  }

  /** A transaction that perhaps never left this machine, and would now revert. */
  async function isDeadLetter(transaction: JournaledTransaction): Promise<boolean> {
    if (transaction.state !== 'signed') return false
    if ((await findReceipt(transaction)) !== undefined) return false
    for (const { hash } of transaction.attempts) {
      const known = await getTransaction(client, { hash }).catch(() => undefined)
      if (known !== undefined) return false
    }
    const { key, to, data, value, gas } = transaction
    try {
      if (shared && keysOf(key).length > 1) {
        const returned = await ethCall(client, { account, to, data, gas })
        return !shared.succeeded(returned.data ?? '0x').includes(true)
      }
      await estimateGasWithin(client, { from: account.address, to, data, value })
      return false
    } catch (error) {
      return decodeRevert(error) !== undefined
    }
  }

  async function recheck(fromBlock: bigint): Promise<void> {
    for (const transaction of journal.includedSince(fromBlock)) {
      if (keysOf(transaction.key).some((key) => flights.has(key))) continue
      const receipt = await findReceipt(transaction)
      if (receipt !== undefined) {
        await conclude(transaction, receipt)
        continue
      }
      journal.setState(transaction, 'sent')
      log.warn(
        { kind: transaction.kind, nonce: transaction.nonce },
        'a reorganisation undid a transaction; sending the same one again',
      )
      launch(transaction.key, transaction.kind, async () => {
        await broadcast(transaction)
        return told(transaction.kind, await follow(transaction))
      })
      numberFlights(transaction)
    }
  }

  return {
    address: account.address,
    send,
    recover,
    recheck,
    isInFlight: (key) => flights.has(key),
    shortage: () => shortage.error,
    isPaused: () => shortage.pending !== undefined,
    inFlight: () =>
      [...flights].map(([key, { kind, nonce, since }]) => ({ key, kind, nonce, since })),
    prune: (before, belowBlock) => journal.prune(before, belowBlock),
    idle: async () => {
      while (flights.size > 0) {
        await Promise.allSettled([...flights.values()].map((flight) => flight.promise))
      }
    },
    close: () => closed.abort(new Error('the sender was closed')),
  }
}

/** bigint does not go into a log line. */
function stringsOf(fees: Fees): Record<string, string> {
  return Object.fromEntries(Object.entries(fees).map(([name, fee]) => [name, String(fee)]))
}
