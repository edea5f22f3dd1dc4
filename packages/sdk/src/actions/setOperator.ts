import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { writeMarket } from '../chain/writeMarket.ts'
import type { AssayClient } from '../types/client.ts'

export type SetOperatorParameters = {
  deployment: Deployment
  operator: Address
  approved: boolean
  account?: Account | Address
}
/** The transaction's hash. */
export type SetOperatorReturnType = Hex

/**
 * Lets another account move the market balance, or stops it: contracts need it that hold stakes, bonds or schedules.
 *
 * @throws BaseError with the contract's reason in words
 */
export function setOperator(
  client: AssayClient,
  parameters: SetOperatorParameters,
): Promise<SetOperatorReturnType> {
  const { deployment, account, operator, approved } = parameters
  const data = encodeFunctionData({
    abi: marketAbi,
    functionName: 'setOperator',
    args: [operator, approved],
  })
  return writeMarket(client, { deployment, account, calls: [data] })
}
