import type { Deployment } from '@assay/protocol'
import { quorumVerifierAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type DrawWorkersParameters = {
  deployment: Deployment
  jobId: Hex
  /** The request's verifier. */
  verifier: Address
  account?: Account | Address
}
/** The transaction's hash. */
export type DrawWorkersReturnType = Hex

/**
 * Draws workers for a job whose quorum wants drawn ones: a block to come decides which stake slots may take its seats. Anyone may, once.
 *
 * @throws BaseError with the contract's reason in words
 */
export function drawWorkers(
  client: AssayClient,
  parameters: DrawWorkersParameters,
): Promise<DrawWorkersReturnType> {
  const { deployment, account, jobId, verifier } = parameters
  const data = encodeFunctionData({ abi: quorumVerifierAbi, functionName: 'draw', args: [jobId] })
  return writeContract(client, { deployment, account, to: verifier, data })
}
