import type { Address, Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import { ledgerAbi } from '../generated/Ledger.ts'
import { type Call, callOf } from './call.ts'

type Place = Pick<Deployment, 'ledger'>

/** A signed permit of the token (EIP-2612). Its owner is the account that deposits, its spender the ledger, its value the amount. */
export interface Permit {
  /** The last second in which it is good (unix seconds). */
  readonly deadline: bigint
  readonly v: number
  readonly r: Hex
  readonly s: Hex
}

/** A signed transfer of the token to the ledger (EIP-3009). */
export interface Authorization {
  readonly from: Address
  readonly amount: bigint
  readonly validAfter: bigint
  readonly validBefore: bigint
  /** 32 bytes that `from` has not used before. */
  readonly nonce: Hex
  readonly v: number
  readonly r: Hex
  readonly s: Hex
}

/** Moves the account's tokens into the ledger, which the account approved in the token. The account calls. */
export function deposit(
  { ledger }: Place,
  { account, amount }: { account: Address; amount: bigint },
): Call {
  return callOf(ledger, ledgerAbi, 'deposit', [account, amount])
}

/** Like deposit, with a permit in place of an approval. */
export function depositWithPermit(
  { ledger }: Place,
  { account, amount, permit }: { account: Address; amount: bigint; permit: Permit },
): Call {
  const { deadline, v, r, s } = permit
  return callOf(ledger, ledgerAbi, 'depositWithPermit', [account, amount, deadline, v, r, s])
}

/** Moves tokens into the ledger by their owner's authorization; anyone may send it. */
export function depositWithAuthorization({ ledger }: Place, authorization: Authorization): Call {
  const { from, amount, validAfter, validBefore, nonce, v, r, s } = authorization
  return callOf(ledger, ledgerAbi, 'depositWithAuthorization', [
    ...([from, amount, validAfter, validBefore, nonce, v, r, s] as const),
  ])
}

/** Pays the caller's free money out. */
export function withdraw({ ledger }: Place, { amount, to }: { amount: bigint; to: Address }): Call {
  return callOf(ledger, ledgerAbi, 'withdraw', [amount, to])
}

/** Moves the caller's free money to another account. */
export function transfer(
  { ledger }: Place,
  { receiver, amount }: { receiver: Address; amount: bigint },
): Call {
  return callOf(ledger, ledgerAbi, 'transfer', [receiver, amount])
}

/** Moves free money of an owner that gave the caller an allowance. */
export function transferFrom(
  { ledger }: Place,
  { owner, receiver, amount }: { owner: Address; receiver: Address; amount: bigint },
): Call {
  return callOf(ledger, ledgerAbi, 'transferFrom', [owner, receiver, amount])
}

/** Lets a spender move up to an amount of the caller's free money, in place of what it was allowed before. */
export function approve(
  { ledger }: Place,
  { spender, amount }: { spender: Address; amount: bigint },
): Call {
  return callOf(ledger, ledgerAbi, 'approve', [spender, amount])
}
