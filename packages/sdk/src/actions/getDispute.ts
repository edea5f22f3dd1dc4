import type { Deployment } from '@assay/protocol'
import { numberToHex } from 'viem'
import { GAME_EVENT_TOPICS } from '../dispute/disputesFromLogs.ts'
import { readDisputes } from '../dispute/readDisputes.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { DisputeNotFoundError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'
import type { Dispute } from '../types/dispute.ts'

export type GetDisputeParameters = {
  deployment: Deployment
  game: bigint
  /** A block that is not after the game's first; the deployment's first by default. */
  fromBlock?: bigint
}
export type GetDisputeReturnType = Dispute

/**
 * Reads a game with its whole story: how far it has narrowed, what both sides say, whose move is awaited until when, every
 * move with its transaction.
 *
 * @throws DisputeNotFoundError
 * @example
 * const { path, turn, deadline } = await getDispute(client, { deployment, game: 1n })
 */
export async function getDispute(
  client: AssayClient,
  parameters: GetDisputeParameters,
): Promise<GetDisputeReturnType> {
  const { deployment, game, fromBlock } = parameters
  try {
    const topics = [GAME_EVENT_TOPICS[0]!, numberToHex(game, { size: 32 })]
    const [dispute] = await readDisputes(client, {
      deployment,
      topics,
      ...(fromBlock === undefined ? {} : { fromBlock }),
    })
    if (dispute === undefined) throw new DisputeNotFoundError(game)
    return dispute
  } catch (error) {
    throw explainChainError(error)
  }
}
