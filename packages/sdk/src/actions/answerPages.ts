import type { DemandAnswer } from '@assay/program'
import type { Deployment } from '@assay/protocol'
import { disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type AnswerPagesParameters = {
  deployment: Deployment
  demand: bigint
  /** What `answerDemand` of @assay/program gives. */
  answer: DemandAnswer
  account?: Account | Address
}
/** The transaction's hash. */
export type AnswerPagesReturnType = Hex

/**
 * Shows demanded pages on chain. Anyone may; the fee goes to the worker.
 *
 * @throws BaseError with the contract's reason in words
 */
export function answerPages(
  client: AssayClient,
  parameters: AnswerPagesParameters,
): Promise<AnswerPagesReturnType> {
  const { deployment, account, demand, answer } = parameters
  const call = disputeCalls.answer(deployment, {
    demand,
    pages: bytesToHex(answer.pages),
    proof: answer.proof,
  })
  return writeCall(client, { deployment, account, call })
}
