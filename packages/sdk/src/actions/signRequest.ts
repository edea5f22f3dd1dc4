import type { Deployment, Request } from '@assay/protocol'
import { isSignedNonce, marketDomain, requestTypes } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { accountOf } from '../chain/writeCall.ts'
import { BaseError } from '../errors/BaseError.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type SignRequestParameters = {
  deployment: Deployment
  /** From prepareRequest with `signed: true`. */
  request: Request
  account?: Account | Address
}
export type SignRequestReturnType = Hex

/**
 * Signs a request (EIP-712), so that anyone can submit it and its requester needs no gas. Until it expires or is cancelled
 * (cancelRequest), anyone who has the signature can spend the offer's fee from the requester's free balance, once.
 *
 * @throws BaseError where the nonce is not one for signed requests
 */
export async function signRequest(
  client: AssayClient,
  parameters: SignRequestParameters,
): Promise<SignRequestReturnType> {
  const { deployment, request } = parameters
  if (!isSignedNonce(request.nonce)) {
    throw new BaseError('The nonce of this request is one for requests that are posted.', {
      name: 'NonceNotForSignedError',
      remedy: 'Prepare it with `signed: true`; its nonce then has the top bit set.',
    })
  }
  try {
    return await signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: marketDomain(deployment, request),
      types: requestTypes,
      primaryType: 'Request',
      message: request,
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
