import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'

export type PublishModelParameters = {
  deployment: Deployment
  name: string
  modelId: Hex
  profile: Hex
  /** Hundredths of a percent. */
  royaltyBps?: number
  cardUri: string
  /** tensorRoot of the card's bytes. */
  cardDigest: Hex
  account?: Account | Address
}
export type PublishModelReturnType = Hex
