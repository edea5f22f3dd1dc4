import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type AllowBondsParameters = {
  deployment: Deployment
  /** False takes the leave back. */
  allowed?: boolean
  account?: Account | Address
}
/** The transaction's hash. */
export type AllowBondsReturnType = Hex

/**
 * Lets the dispute's contract take bonds and the fees of demands from the caller's market balance: once, before the first
 * challenge.
 *
 * @throws BaseError with the contract's reason in words
 */
export function allowBonds(
  client: AssayClient,
  parameters: AllowBondsParameters,
): Promise<AllowBondsReturnType> {
  const { deployment, account, allowed = true } = parameters
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'setOperator',
    args: [deployment.disputeGame, allowed],
  })
  return writeMarket(client, { deployment, account, calls: [data] })
}
