import type { Deployment } from '@assay/protocol'
import { marketAbi, noncePlace } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type IsNonceUsedParameters = {
  deployment: Deployment
  requester: Address
  /** Of a signed request. */
  nonce: bigint
}
export type IsNonceUsedReturnType = boolean

/** Whether a signed request with this nonce was brought or cancelled. */
export async function isNonceUsed(
  client: AssayClient,
  parameters: IsNonceUsedParameters,
): Promise<IsNonceUsedReturnType> {
  const { deployment, requester, nonce } = parameters
  const { word, bit } = noncePlace(nonce)
  try {
    const bits = await readContract(client, {
      address: deployment.market,
      abi: marketAbi,
      functionName: 'nonceBitmap',
      args: [requester, word],
    })
    return (bits & bit) !== 0n
  } catch (error) {
    throw explainChainError(error)
  }
}
