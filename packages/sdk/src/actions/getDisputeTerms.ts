import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetDisputeTermsParameters = { deployment: Deployment }
export type GetDisputeTermsReturnType = {
  /** What a challenger locks, in the token's smallest unit: back if it wins, the worker's if it loses. */
  bond: bigint
  /** How long each move may take (seconds). */
  moveTime: number
  /** What a demand costs for each page, in the token's smallest unit. */
  demandFeePerPage: bigint
  /** The longest that a dispute can last beyond the challenge window (seconds). */
  maxDuration: number
}

/** Reads what a dispute costs and how long it may take. Fixed for ever by the deployment. */
export async function getDisputeTerms(
  client: AssayClient,
  parameters: GetDisputeTermsParameters,
): Promise<GetDisputeTermsReturnType> {
  const read = (functionName: 'bond' | 'moveTime' | 'demandFeePerPage' | 'maxDuration') =>
    readContract(client, {
      abi: disputeGameAbi,
      address: parameters.deployment.disputeGame,
      functionName,
    })
  try {
    const [bond, moveTime, demandFeePerPage, maxDuration] = await Promise.all([
      read('bond'),
      read('moveTime'),
      read('demandFeePerPage'),
      read('maxDuration'),
    ])
    return { bond, moveTime: Number(moveTime), demandFeePerPage, maxDuration: Number(maxDuration) }
  } catch (error) {
    throw explainChainError(error)
  }
}
