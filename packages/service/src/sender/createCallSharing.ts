import { MAX_TRANSACTION_GAS } from '@assay/sdk'
import type { Address, Client, Hex, TransactionReceipt } from 'viem'
import { call as ethCall } from 'viem/actions'
import { EXIT_CODES, ServiceError } from '../ServiceError.ts'
import type {
  SharedTransactions,
  TransactionCall,
  TransactionOutcome,
} from './TransactionSender.ts'

/** A call that says what it takes. */
export type SharingCall = TransactionCall & { gas: bigint }

/** A transaction that is signed for several calls, or for one. */
export type Intent = Required<
  Pick<TransactionCall, 'key' | 'kind' | 'to' | 'data' | 'value' | 'gas'>
>

/** Parts the keys of what shares a transaction. */
const KEY_SEPARATOR = ' '
/** The kind of transactions in which calls of several kinds go. */
const MIXED = 'mixed'

export type CallSharingParameters = {
  client: Client
  from: Address
  shared: SharedTransactions
  /** Does work when nothing else is between its simulation and its broadcast. */
  inTurn: <result>(work: () => Promise<result>) => Promise<result>
  /** Writes down and broadcasts; the end of what it returns is the transaction's. */
  submit: (intent: Intent) => Promise<{ outcome: Promise<TransactionOutcome> }>
  /** Sends a call in a transaction of its own. */
  sendAlone: (call: TransactionCall) => Promise<TransactionOutcome>
  /** Why a call would fail now, by a simulation of its own; undefined where it would not. */
  refusal: (call: TransactionCall) => Promise<Error | undefined>
  /** What refuses everything before any node is asked, or turns a node's refusal to simulate into such a reason. */
  poverty: (kind: string, cause?: unknown) => Promise<Error | undefined>
  decodeRevert: (error: unknown) => Error | undefined
}

type Waiting = {
  call: SharingCall
  resolve: (outcome: TransactionOutcome) => void
  reject: (error: unknown) => void
}

/** The keys of what goes in a transaction. */
export function keysOf(key: string): readonly string[] {
  return key.split(KEY_SEPARATOR)
}

/**
 * Lets calls share transactions: all that come while another transaction is made ready go together in the next one. So a call
 * that comes alone waits for nothing, and the more there are, the more go at once.
 *
 * A call that would fail is left out, and one that fails in the block leaves the others as they are.
 */
export function createCallSharing(
  parameters: CallSharingParameters,
): (call: SharingCall) => Promise<TransactionOutcome> {
  const { client, from, shared, inTurn, submit, sendAlone, refusal, poverty } = parameters
  const { decodeRevert } = parameters
  const waiting: Waiting[] = []

  /** Takes the call that waits longest, and those of the same contract that fit into one transaction with it. */
  function take(): Waiting[] {
    const [first] = waiting
    let left = MAX_TRANSACTION_GAS - shared.spareGas
    const group = waiting.filter((entry) => {
      const { to, gas } = entry.call
      if (entry !== first && (to !== first?.call.to || gas > left)) return false
      left -= gas
      return true
    })
    for (const entry of group) waiting.splice(waiting.indexOf(entry), 1)
    return group
  }

  async function sendWaiting(): Promise<void> {
    const group = take()
    try {
      await sendGroup(group)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async function sendGroup(group: readonly Waiting[]): Promise<void> {
    const [only] = group
    if (only === undefined) return
    if (group.length === 1) return goAlone(only)
    const kind = kindOf(group)
    const poor = await poverty(kind)
    if (poor !== undefined) return refuseAll(group, poor)
    const { to } = only.call
    let succeeded: readonly boolean[]
    try {
      // What depends on time is judged as the next block will.
      const gas = gasOf(group)
      const simulated = {
        account: from,
        to,
        data: join(to, group),
        gas,
        blockTag: 'pending',
      } as const
      const { data = '0x' } = await ethCall(client, simulated)
      succeeded = shared.succeeded(data)
    } catch (error) {
      const reason = await poverty(kind, error)
      if (reason !== undefined) return refuseAll(group, reason)
      // All of them together are too much for the node: each says for itself what is wrong.
      for (const entry of group) void explain(entry)
      return
    }
    const good = group.filter((_, index) => succeeded[index])
    for (const entry of group) if (!good.includes(entry)) void explain(entry)
    const [one] = good
    if (one === undefined) return
    if (good.length === 1) return goAlone(one)
    const key = good.map(({ call }) => call.key).join(KEY_SEPARATOR)
    const gas = gasOf(good)
    const { outcome } = await submit({
      ...{ key, kind: kindOf(good), to, data: join(to, good), value: 0n, gas },
    })
    outcome.then(
      (end) => tell(good, end),
      (error) => {
        for (const { reject } of good) reject(error)
      },
    )
  }

  /** Tells each of a group how its own call went. */
  function tell(group: readonly Waiting[], end: TransactionOutcome): void {
    if (end.status === 'included') {
      const failures = shared.failures(end.receipt.logs)
      for (const [index, { resolve }] of group.entries()) {
        const data = failures.get(index)
        resolve(data === undefined ? end : failed(end.receipt, data))
      }
    } else if (end.status === 'reverted') {
      // The calls cannot have done that: it is the gas of all together.
      for (const entry of group) goAlone(entry)
    } else for (const { resolve } of group) resolve(end)
  }

  function failed(receipt: TransactionReceipt, data: Hex): TransactionOutcome {
    const reason =
      decodeRevert({ data }) ??
      new ServiceError('The call failed in the block, and did not say why.', {
        exitCode: EXIT_CODES.revert,
      })
    return { status: 'reverted', hash: receipt.transactionHash, receipt, reason }
  }

  /** Lets a call that failed beside others say why; where it does not fail without them, it goes without them. */
  async function explain(entry: Waiting): Promise<void> {
    try {
      const reason = await refusal(entry.call)
      if (reason === undefined) return goAlone(entry)
      entry.resolve({ status: 'refused', reason })
    } catch (error) {
      entry.reject(error)
    }
  }

  function goAlone({ call, resolve, reject }: Waiting): void {
    sendAlone(call).then(resolve, reject)
  }

  function join(to: Address, group: readonly Waiting[]): Hex {
    return shared.join(
      to,
      group.map(({ call }) => call.data),
    )
  }

  function gasOf(group: readonly Waiting[]): bigint {
    return group.reduce((sum, { call }) => sum + call.gas, shared.spareGas)
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject })
      inTurn(sendWaiting).catch(reject)
    })
}

function refuseAll(group: readonly Waiting[], reason: Error): void {
  for (const { resolve } of group) resolve({ status: 'refused', reason })
}

function kindOf(group: readonly Waiting[]): string {
  const kinds = new Set(group.map(({ call: { kind } }) => kind))
  const [first = MIXED] = kinds
  return kinds.size > 1 ? MIXED : first
}
