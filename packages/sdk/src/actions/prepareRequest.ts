import type { Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { ModelCard, ModelVersion } from '../types/model.ts'
import type { Quote } from '../types/quote.ts'
import type { Input, Request } from '../types/request.ts'

export type PrepareRequestParameters = {
  deployment: Deployment
  /** A published version (from getModel or listModels), or a bare model id. */
  model: ModelVersion | Hex
  /** The model's card, if at hand; without it size and type of the input can't be checked. */
  card?: ModelCard
  /** Canonical input bytes. */
  input: Uint8Array
  /** Where workers find an input too large to be sent inline. */
  uris?: readonly string[]
  /** What one seat is paid, in the token's smallest unit. */
  fee: bigint
  /** What a worker locks; zero by default. */
  collateral?: bigint
  /** Seconds a worker has after claiming; 300 by default. */
  lockFor?: number
  /** Seconds until the offer ends; 3600 by default. */
  expiresIn?: number
  /** The only worker that may claim; anyone by default. */
  worker?: Address
  /** Verifier contract; the deployment's signature verifier by default. */
  verifier?: Address
  /** Who asks and pays; the client's account by default. */
  requester?: Address
  /** Makes equal requests different; random by default. */
  nonce?: bigint
}

export type PrepareRequestReturnType = {
  jobId: Hex
  request: Request
  input: Input
  quote: Quote
}
