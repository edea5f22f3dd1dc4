import type { Address, Hex, TransactionReceipt } from 'viem'
import type { JournaledTransaction } from '../journal/TransactionJournal.ts'
import type { OutOfGasError } from './OutOfGasError.ts'

/** What a process wants done on chain. */
export type TransactionCall = {
  /** What it is for, such as `claim:0x…`: while one with this key is under way, no second one is made. */
  key: string
  /** Its sort, for metrics: claim, submit, deposit. */
  kind: string
  to: Address
  data: Hex
  value?: bigint
  /**
   * What it takes at most, as far as is known: such a call may share a transaction with others that wait for their turn. Where it is
   * too little, the call goes on its own.
   */
  gas?: bigint
}

/** How several calls of one contract share a transaction, in which each of them may fail without the others. */
export type SharedTransactions = {
  /** The gas that must be there beyond what the calls use. */
  spareGas: bigint
  /** Only these contracts know how. */
  isShareable: (to: Address) => boolean
  join: (to: Address, calls: readonly Hex[]) => Hex
  /** Which calls of a joined one succeed, by what it returns. */
  succeeded: (returned: Hex) => readonly boolean[]
  /** The calls that failed, by their place, and what each reverted with. */
  failures: (logs: TransactionReceipt['logs']) => ReadonlyMap<number, Hex>
}

export type TransactionOutcome =
  | { status: 'included'; hash: Hex; receipt: TransactionReceipt }
  /** In a block, but it did nothing and its gas is spent. */
  | { status: 'reverted'; hash: Hex; receipt: TransactionReceipt; reason: Error }
  /** Nothing was spent: the simulation, or every node, said no. */
  | { status: 'refused'; reason: Error }
  /** Another transaction of the same account took its nonce. */
  | { status: 'lost' }

/** Where a transaction stands; tests end the process at these points. */
export type TransactionStage = 'journaled' | 'broadcast' | 'included'

/** The one owner of an account's nonces. */
export type TransactionSender = {
  readonly address: Address
  /** Simulates, writes down, broadcasts and follows one transaction until it is in a block. */
  send(call: TransactionCall): Promise<TransactionOutcome>
  /** Takes up what an earlier process left unfinished. Call once, before the first send. */
  recover(): Promise<JournaledTransaction[]>
  /** After a reorganisation: broadcasts again what is no longer in a block. */
  recheck(fromBlock: bigint): Promise<void>
  /** Whether a transaction with this key is under way. */
  isInFlight(key: string): boolean
  /** The refusal of a transaction that the account could not pay for, until it pays for one again. */
  shortage(): OutOfGasError | undefined
  /** Whether everything is refused for a while, since the account cannot pay. */
  isPaused(): boolean
  inFlight(): { key: string; kind: string; nonce: number | undefined; since: number }[]
  /** Forgets what ended before a time (milliseconds) and below a block. */
  prune(before: number, belowBlock: bigint): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Stops following; the journal keeps what is unfinished. */
  close(): void
}
