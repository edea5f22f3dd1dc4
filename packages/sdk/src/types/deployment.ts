import type { Address } from 'viem'

/** Where the contracts of one deployment stand; what `.assay/deployment.json` records of them. */
export type Deployment = {
  chainId: number
  token: Address
  market: Address
  modelRegistry: Address
  verifiers: { signature: Address }
  /** The block of the first contract: nothing of this deployment is older. */
  startBlock: number
}
