import type { Address } from 'viem'

/** What a prepared request costs and promises, before anything is signed. Amounts in the token's smallest unit. */
export type Quote = {
  /** Fee of one seat at its highest. */
  fee: bigint
  seats: number
  /** The most that can leave the requester's balance: fee of every seat. Gas comes on top. */
  mostSpent: bigint
  /** What each worker locks, and loses if it fails. */
  collateral: bigint
  /** From when an unfinished job is refunded (unix seconds). */
  expiry: number
  /** How long a worker has after claiming (seconds). */
  lockFor: number
  verifier: Address
  method: 'signature' | 'optimistic' | 'quorum' | 'other'
  /** The least that lockFor can be in this market (seconds). */
  minLockFor: number
  /** The least that the collateral can be with this method. */
  leastCollateral: bigint
  /** Whether the request takes models whose data a worker cannot be made to show. */
  takesLarge: boolean
  /** The requester's free balance in the ledger. */
  freeBalance: bigint
  /** The requester's balance of the token itself. */
  walletBalance: bigint
  /** What has to be deposited first. */
  toDeposit: bigint
  /** What is missing from both balances together; above zero the request can't be paid. */
  shortfall: bigint
  /** What the requester should know before paying, one sentence each. */
  warnings: string[]
}
