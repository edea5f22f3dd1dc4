import { type Deployment, jobStates, marketAbi } from '@assay/protocol'
import { type Address, type Hex, isAddressEqual, zeroAddress, zeroHash } from 'viem'
import { getChainId, readContract } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job, JobState } from '../types/job.ts'

/** What is to be checked, and where the truth about it can be read. */
export type Evidence = { client: AssayClient; deployment: Deployment; jobId: Hex; job: Job }

/** What the chain itself holds of a job, or why that cannot be read. */
export type ChainView =
  | { state: JobState; worker: Address | undefined; outputRoot: Hex | undefined }
  | { unreadable: string }

/** Asks the market's storage, not its events. */
export async function readChain(evidence: Evidence): Promise<ChainView> {
  const { client, deployment, jobId } = evidence
  try {
    const chainId = await getChainId(client)
    if (chainId !== deployment.chainId) {
      return { unreadable: `the node is on chain ${chainId}, not ${deployment.chainId}` }
    }
    const { state, seats } = await readContract(client, {
      address: deployment.market,
      abi: marketAbi,
      functionName: 'getJob',
      args: [jobId],
    })
    const [seat] = seats
    const taken = seat !== undefined && !isAddressEqual(seat.worker, zeroAddress)
    return {
      state: jobStates[state] as JobState,
      worker: taken ? seat.worker : undefined,
      outputRoot: seat === undefined || seat.outputRoot === zeroHash ? undefined : seat.outputRoot,
    }
  } catch (error) {
    return { unreadable: explainChainError(error).shortMessage }
  }
}
