import type { Deployment } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { isAddressEqual, pad } from 'viem'
import { GAME_EVENT_TOPICS } from '../dispute/disputesFromLogs.ts'
import { readDisputes } from '../dispute/readDisputes.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { Dispute } from '../types/dispute.ts'

export type ListDisputesParameters = {
  deployment: Deployment
  /** Only those about this job, */
  jobId?: Hex
  /** about this claim, */
  claim?: Hex
  /** against this worker, */
  worker?: Address
  /** or by this challenger. */
  challenger?: Address
  fromBlock?: bigint
}
/** Newest first. */
export type ListDisputesReturnType = Dispute[]

/** Reads all games of a job, a claim or an account, or all since a block. */
export async function listDisputes(
  client: AssayClient,
  parameters: ListDisputesParameters,
): Promise<ListDisputesReturnType> {
  const { deployment, jobId, claim, worker, challenger, fromBlock } = parameters
  try {
    const disputes = await readDisputes(client, {
      deployment,
      topics: [
        GAME_EVENT_TOPICS[0]!,
        null,
        jobId ?? null,
        worker ? pad(worker, { size: 32 }) : null,
      ],
      accept: (opened) =>
        (claim === undefined || opened.claim.toLowerCase() === claim.toLowerCase()) &&
        (challenger === undefined || isAddressEqual(opened.challenger, challenger)),
      ...(fromBlock === undefined ? {} : { fromBlock }),
    })
    return disputes.reverse()
  } catch (error) {
    throw explainChainError(error)
  }
}
