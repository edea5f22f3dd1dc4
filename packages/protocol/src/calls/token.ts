import { type Address, erc20Abi, parseAbi } from 'viem'
import type { Deployment } from '../deployment.ts'
import { testTokenAbi } from '../generated/TestToken.ts'
import { type Call, callOf } from './call.ts'
import type { Permit } from './ledger.ts'

const permitAbi = parseAbi([
  'function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)',
])

/** Lets the ledger take tokens of the caller's: before a deposit without a permit. */
export function approveLedger(
  { token, ledger }: Pick<Deployment, 'token' | 'ledger'>,
  { amount }: { amount: bigint },
): Call {
  return callOf(token, erc20Abi, 'approve', [ledger, amount])
}

/** Lets the ledger take an owner's tokens by the owner's signature (EIP-2612); anyone may send it. */
export function permitLedger(
  { token, ledger }: Pick<Deployment, 'token' | 'ledger'>,
  { owner, amount, permit }: { owner: Address; amount: bigint; permit: Permit },
): Call {
  const { deadline, v, r, s } = permit
  return callOf(token, permitAbi, 'permit', [owner, ledger, amount, deadline, v, r, s])
}

/** Mints tokens for an account, where the token is the test token. */
export function faucet({ token }: Pick<Deployment, 'token'>, { to }: { to: Address }): Call {
  return callOf(token, testTokenAbi, 'faucet', [to])
}
