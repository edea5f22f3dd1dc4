import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetDisputeTermsParameters = {
  deployment: Deployment
  /** The program that would be disputed: large ones take a larger bond. The least bond by default. */
  program?: { steps: number; outputs: number }
}
export type GetDisputeTermsReturnType = {
  /** What a challenger locks, in the token's smallest unit: back if it wins, the worker's if it loses. */
  bond: bigint
  /** The unit of time (seconds): each side has four of them for a game, and a quarter of one for free in each move. */
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
  const { deployment, program } = parameters
  const dispute = { abi: disputeGameAbi, address: deployment.disputeGame } as const
  const read = (functionName: 'bond' | 'moveTime' | 'demandFeePerPage' | 'maxDuration') =>
    readContract(client, { ...dispute, functionName })
  try {
    const [bond, moveTime, demandFeePerPage, maxDuration] = await Promise.all([
      program === undefined
        ? read('bond')
        : readContract(client, {
            ...dispute,
            functionName: 'bondOf',
            args: [BigInt(program.steps), BigInt(program.outputs)],
          }),
      read('moveTime'),
      read('demandFeePerPage'),
      read('maxDuration'),
    ])
    return { bond, moveTime: Number(moveTime), demandFeePerPage, maxDuration: Number(maxDuration) }
  } catch (error) {
    throw explainChainError(error)
  }
}
