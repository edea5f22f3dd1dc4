import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Request } from '../types/request.ts'

export type ClaimJobParameters = {
  deployment: Deployment
  request: Request
  account?: Account | Address
}
export type ClaimJobReturnType = Hex
