import { type Address, erc20Abi } from 'viem'
import type { Deployment } from '../deployment.ts'
import { testTokenAbi } from '../generated/TestToken.ts'
import { type Call, callOf } from './call.ts'

/** Lets the ledger take tokens of the caller's: before a deposit without a permit. */
export function approveLedger(
  { token, ledger }: Pick<Deployment, 'token' | 'ledger'>,
  { amount }: { amount: bigint },
): Call {
  return callOf(token, erc20Abi, 'approve', [ledger, amount])
}

/** Gives an account tokens out of nothing, where the token is the test token. */
export function faucet({ token }: Pick<Deployment, 'token'>, { to }: { to: Address }): Call {
  return callOf(token, testTokenAbi, 'faucet', [to])
}
