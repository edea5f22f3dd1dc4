import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Receipt, Request } from '../types/request.ts'

export type SubmitResultParameters = {
  deployment: Deployment
  request: Request
  receipt: Receipt
  signature: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Finalize in the same transaction, where the verifier decides at once. True by default. */
  finalize?: boolean
  account?: Account | Address
}
export type SubmitResultReturnType = Hex
