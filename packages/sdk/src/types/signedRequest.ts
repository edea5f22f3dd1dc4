import type { Request } from '@assay/protocol'
import type { Hex } from 'viem'

/** A request as its requester signed it, to be submitted by anyone. */
export type SignedRequest = {
  request: Request
  signature: Hex
  /** The key that signed for the requester (ERC-7913); absent where the requester's account signed itself. */
  signer?: Hex
}
