import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'

export type PublishModelParameters = {
  deployment: Deployment
  name: string
  profile: Hex
  /** programRoot of an exact program, tensorRoot of a float .onnx file's bytes. */
  root: Hex
  /** Hundredths of a percent. */
  royaltyBps?: number
  cardUri: string
  /** tensorRoot of the card's bytes. */
  cardDigest: Hex
  account?: Account | Address
}
export type PublishModelReturnType = Hex
