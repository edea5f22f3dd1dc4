import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'

export type WithdrawParameters = {
  deployment: Deployment
  amount: bigint
  /** The account itself by default. */
  to?: Address
  account?: Account | Address
}
export type WithdrawReturnType = Hex
