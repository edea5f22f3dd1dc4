import type { Deployment } from '@assay/protocol'
import { keyRegistryAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { chainTime } from '../chain/chainTime.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type IsKeyParameters = {
  deployment: Deployment
  /** Whose key it would be. */
  owner: Address
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
  /** KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** When (unix seconds); now by default. */
  time?: number
}
export type IsKeyReturnType = boolean

/** Whether a key may act for an account in everything that the scope holds. */
export async function isKey(
  client: AssayClient,
  parameters: IsKeyParameters,
): Promise<IsKeyReturnType> {
  const { deployment, owner, signer, scope } = parameters
  try {
    const time = parameters.time ?? (await chainTime(client))
    return await readContract(client, {
      address: deployment.keyRegistry,
      abi: keyRegistryAbi,
      functionName: 'isKey',
      args: [owner, signer, scope, BigInt(time)],
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
