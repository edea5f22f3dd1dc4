import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Request } from '../types/request.ts'

export type FinalizeJobParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
/** The transaction's hash. */
export type FinalizeJobReturnType = Hex
