import type { Deployment, Receipt } from '@assay/protocol'
import type { Hex } from 'viem'
import { BaseError } from '../errors/BaseError.ts'
import type { AssayClient } from '../types/client.ts'
import { getJob } from './getJob.ts'

export type GetReceiptParameters = { deployment: Deployment; jobId: Hex }
export type GetReceiptReturnType = { receipt: Receipt; signature: Hex; output: Hex | undefined }

/**
 * Reads a job's signed receipt.
 *
 * @throws JobNotFoundError, or BaseError where there is no result yet
 */
export async function getReceipt(
  client: AssayClient,
  parameters: GetReceiptParameters,
): Promise<GetReceiptReturnType> {
  const { receipt, signature, output, state } = await getJob(client, parameters)
  if (receipt === undefined || signature === undefined) {
    throw new BaseError(`Job ${parameters.jobId} has no result; it is ${state}.`, {
      name: 'ReceiptNotFoundError',
      remedy: 'Wait for its result.',
    })
  }
  return { receipt, signature, output }
}
