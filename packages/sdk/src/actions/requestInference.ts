import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Input, Request } from '../types/request.ts'

export type RequestInferenceParameters = {
  deployment: Deployment
  /** From prepareRequest. */
  request: Request
  /** From prepareRequest. */
  input: Input
  account?: Account | Address
  /** Called before each thing the wallet is asked for, so that a screen can say what it is. */
  onStep?: (step: 'sign-permit' | 'approve' | 'deposit' | 'post') => void
}

export type RequestInferenceReturnType = {
  jobId: Hex
  /** The transaction that posts the request (and deposits, where the token has permit). */
  hash: Hex
}
