import type { DemandAnswer } from '@assay/program'
import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex, encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
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
  const data = encodeFunctionData({
    abi: disputeGameAbi,
    functionName: 'answer',
    args: [demand, bytesToHex(answer.pages), answer.proof],
  })
  return writeContract(client, { deployment, account, to: deployment.disputeGame, data })
}
