import type { Address, Hex } from 'viem'

/** What the worker itself has and may do. */
export type WorkerState = {
  address: Address
  /** Free balance in the market and in the wallet, in the token's smallest unit. */
  marketBalance: bigint
  walletBalance: bigint
  /** The chain's coin, in wei. */
  coinBalance: bigint
  /** What an answer costs in gas, in the token's smallest unit. */
  gasCost: bigint
  /** What publishers get of a fee, in hundredths of a percent, by model; only published ones are there. */
  royalties: ReadonlyMap<Hex, number>
  /** No new jobs: the process is about to end. */
  draining: boolean
}

/** The operator's rules, amounts in the token's smallest unit. */
export type Rules = {
  /** Least that the worker has to get for one answer, of every model served, by model id. */
  models: ReadonlyMap<Hex, { minFee: bigint; exact: boolean }>
  allow: readonly Address[]
  deny: readonly Address[]
  /** Verifiers that are trusted to pay; those that decide at once are settled with the result. */
  verifiers: readonly Address[]
  instantVerifiers: readonly Address[]
  /** The verifiers whose parameters are read. */
  optimistic: Address
  quorum: Address
  /** The longest challenge window that is agreed to (seconds). */
  longestWindow: number
  minLockFor: number
  maxJobs: number
  /** Inputs that are fetched from others at the same time. */
  maxFetches: number
  maxCollateral: bigint
  autoDeposit: boolean
  minCoinBalance: bigint
  housekeeping: 'none' | 'rescue' | 'all'
}
