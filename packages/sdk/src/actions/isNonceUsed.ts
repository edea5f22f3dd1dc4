import type { Deployment } from '@assay/protocol'
import { marketOf, marketsAbi, noncePlace } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type IsNonceUsedParameters = {
  deployment: Deployment
  requester: Address
  /** Of a signed request. */
  nonce: bigint
  /** For how many seats the request is: each market counts its own nonces. One by default. */
  seats?: number
}
export type IsNonceUsedReturnType = boolean

/** Whether a signed request with this nonce was submitted or cancelled. */
export async function isNonceUsed(
  client: AssayClient,
  parameters: IsNonceUsedParameters,
): Promise<IsNonceUsedReturnType> {
  const { deployment, requester, nonce, seats = 1 } = parameters
  const { word, bit } = noncePlace(nonce)
  try {
    const bits = await readContract(client, {
      address: marketOf(deployment, seats),
      abi: marketsAbi,
      functionName: 'nonceBitmap',
      args: [requester, word],
    })
    return (bits & bit) !== 0n
  } catch (error) {
    throw explainChainError(error)
  }
}
