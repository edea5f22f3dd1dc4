import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type IsOperatorParameters = { deployment: Deployment; owner: Address; operator: Address }
export type IsOperatorReturnType = boolean

/** Whether an account may move another's market balance. */
export async function isOperator(
  client: AssayClient,
  parameters: IsOperatorParameters,
): Promise<IsOperatorReturnType> {
  const { deployment, owner, operator } = parameters
  try {
    return await readContract(client, {
      address: deployment.market,
      abi: marketAbi,
      functionName: 'isOperator',
      args: [owner, operator],
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
