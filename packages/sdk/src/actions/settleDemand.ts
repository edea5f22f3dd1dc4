import { type Deployment, disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type SettleDemandParameters = {
  deployment: Deployment
  demand: bigint
  account?: Account | Address
}
/** The transaction's hash. */
export type SettleDemandReturnType = Hex

/**
 * Settles the fee of an answered demand: to the worker where its result stands, back to the demander where it is refuted. Anyone
 * may, once that is decided.
 *
 * @throws BaseError with the contract's reason in words
 */
export function settleDemand(
  client: AssayClient,
  parameters: SettleDemandParameters,
): Promise<SettleDemandReturnType> {
  const { deployment, account, demand } = parameters
  const call = disputeCalls.settleDemand(deployment, { demand })
  return writeCall(client, { deployment, account, call })
}
