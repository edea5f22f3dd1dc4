import { type Deployment, ledgerAbi } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetAllowanceParameters = { deployment: Deployment; owner: Address; spender: Address }
/** In the token's smallest unit. */
export type GetAllowanceReturnType = bigint

/** How much of an account's free balance a contract may still move. */
export async function getAllowance(
  client: AssayClient,
  parameters: GetAllowanceParameters,
): Promise<GetAllowanceReturnType> {
  const { deployment, owner, spender } = parameters
  try {
    return await readContract(client, {
      address: deployment.ledger,
      abi: ledgerAbi,
      functionName: 'allowance',
      args: [owner, spender],
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
