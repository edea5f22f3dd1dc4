import type { Address, Hex } from 'viem'
import type { Published } from './chain/PublishedReader.ts'
import type { OwedRun } from './schedule.ts'

/** What the worker itself has and may do. */
export type WorkerState = {
  address: Address
  /** Free money in the ledger and tokens in the wallet, in the token's smallest unit. */
  ledgerBalance: bigint
  walletBalance: bigint
  /** The chain's coin, in wei. */
  coinBalance: bigint
  /** The key could not pay for a transaction, and it is too early to try again. */
  isOutOfGas: boolean
  /** A deposit that was refused is not tried again before (unix seconds). */
  depositAgainAt: number
  /** A unit of gas, in wei. */
  gasPrice: bigint
  /** What an answer costs in gas, in the token's smallest unit. */
  gasCost: bigint
  /** What the registry says of the served models, by model; only published ones are there. */
  published: ReadonlyMap<Hex, Published>
  /** The longest of the last runs, in seconds, by model; the first is one that measures. */
  runTimes: ReadonlyMap<Hex, number>
  /** Runs that are owed for signed requests. */
  promised: readonly OwedRun[]
  /** The gas that answering all of them takes. */
  promisedGas: bigint
  /** What they may lock, and what claimed jobs locked as of the last look. */
  promisedCollateral: bigint
  claimedCollateral: bigint
  /** The first second in which the key may not work for the account any more (unix seconds); undefined where it is the account's own. */
  keyUntil: number | undefined
  /** No new jobs: the process is about to end. */
  draining: boolean
}

/** What the operator asks for a model, and what the model is. */
export type ModelRule = {
  /** The least that the worker must get for one answer. */
  minFee: bigint
  /** How long a rising fee is waited for once it suffices (seconds). */
  patience: number
  /** Requesters, beside those of all models. */
  allow: readonly Address[]
  deny: readonly Address[]
  /** Most that one job may lock. */
  maxCollateral: bigint
  exact: boolean
  /** Canonical bytes of the input, and of all outputs together. */
  inputBytes: number
  outputBytes: number
}

/** The operator's rules, amounts in the token's smallest unit. One object is in force; it changes when settings are read again. */
export type Rules = {
  /** Every model that is served, by its id. */
  models: ReadonlyMap<Hex, ModelRule>
  allow: readonly Address[]
  deny: readonly Address[]
  /** Verifiers that are trusted to pay; those that decide at once are settled with the result. */
  verifiers: readonly Address[]
  instantVerifiers: readonly Address[]
  /** The verifiers whose parameters are read. */
  optimistic: Address
  quorum: Address
  /** Take seats of quorums that anyone may join. */
  undrawnQuorums: boolean
  /** Give up a seat whose job has not filled in time. */
  leaveUnfilled: boolean
  /** The longest challenge window that is agreed to (seconds). */
  longestWindow: number
  /** Kept free after a run for the transaction (seconds). */
  minLockFor: number
  maxJobs: number
  /** Runs at the same time, of all models together. */
  concurrency: number
  /** Inputs that are fetched from others at the same time. */
  maxFetches: number
  maxCollateral: bigint
  /** Most that all jobs may lock together. */
  maxTotalCollateral: bigint
  /** Value of one coin (1e18 wei) in the token's smallest unit; zero leaves gas out of the price. */
  coinPrice: bigint
  autoDeposit: boolean
  minCoinBalance: bigint
  housekeeping: 'none' | 'rescue' | 'all'
}
