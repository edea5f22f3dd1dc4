import type { Deployment } from '@assay/protocol'
import { keyRegistryAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type SetKeyParameters = {
  deployment: Deployment
  /** An address (20 bytes), or a verifier's address followed by a key (ERC-7913). */
  signer: Hex
  /** What it may do: KEY_SCOPES.work, KEY_SCOPES.request, or both joined. */
  scope: number
  /** The first second in which it is good (unix seconds); at once by default. */
  validFrom?: number
  /** The first second in which it is good no more (unix seconds). */
  validUntil: number
  account?: Account | Address
}
/** The transaction's hash. */
export type SetKeyReturnType = Hex

/**
 * Lists a key (hot) that may act for the account (cold) from now on. A key has one time for ever: it can be ended early, never set again.
 *
 * @throws BaseError with the contract's reason in words
 */
export function setKey(
  client: AssayClient,
  parameters: SetKeyParameters,
): Promise<SetKeyReturnType> {
  const { deployment, account, signer, scope, validFrom = 0, validUntil } = parameters
  const data = encodeFunctionData({
    abi: keyRegistryAbi,
    functionName: 'setKey',
    args: [signer, scope, validFrom, validUntil],
  })
  return writeContract(client, { deployment, account, to: deployment.keyRegistry, data })
}
