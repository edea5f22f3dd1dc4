import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'

export type DepositParameters = {
  deployment: Deployment
  amount: bigint
  account?: Account | Address
  onStep?: (step: 'sign-permit' | 'approve' | 'deposit') => void
}
/** The deposit transaction's hash. */
export type DepositReturnType = Hex
