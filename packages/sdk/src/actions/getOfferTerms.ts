import { type Deployment, disputeGameAbi, marketOf, marketsAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import { readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type GetOfferTermsParameters = {
  deployment: Deployment
  /** For how many seats; one by default. */
  seats?: number
}
/** What an offer must be. Fixed for ever by the deployment. */
export type GetOfferTermsReturnType = {
  /** The least time that a worker is given after its claim (seconds). */
  minLockFor: number
  /** The least collateral where the result can be disputed, in the token's smallest unit. */
  leastCollateral: bigint
  /** The most bytes of an input, or of all outputs together, that a worker can be made to show. */
  demandableBytes: number
  /** The runtime profile of the models whose results can be disputed. */
  disputableProfile: Hex
}

/** Reads what an offer must be, so that a form can say it before a request is made. */
export async function getOfferTerms(
  client: AssayClient,
  parameters: GetOfferTermsParameters,
): Promise<GetOfferTermsReturnType> {
  const { deployment, seats = 1 } = parameters
  const dispute = { address: deployment.disputeGame, abi: disputeGameAbi } as const
  const market = { address: marketOf(deployment, seats), abi: marketsAbi } as const
  try {
    const [minLockFor, leastCollateral, demandableBytes, disputableProfile] = await Promise.all([
      readContract(client, { ...market, functionName: 'minLockFor' }),
      readContract(client, { ...dispute, functionName: 'leastCollateral' }),
      readContract(client, { ...dispute, functionName: 'demandableBytes' }),
      readContract(client, { ...dispute, functionName: 'profile' }),
    ])
    return {
      minLockFor: Number(minLockFor),
      leastCollateral,
      demandableBytes: Number(demandableBytes),
      disputableProfile,
    }
  } catch (error) {
    throw explainChainError(error)
  }
}
