import type { Deployment, Request } from '@assay/protocol'
import { marketCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type DeliverCallbackParameters = {
  deployment: Deployment
  request: Request
  /** Which one: 1 provisional, 2 final. */
  when: 1 | 2
  /** The output's bytes, where the target wants them; none by default. */
  output?: Hex
  account?: Account | Address
}
/** The transaction's hash. */
export type DeliverCallbackReturnType = Hex

/**
 * Makes a callback that failed, once more. Anyone may.
 *
 * @throws BaseError with the contract's reason in words
 */
export function deliverCallback(
  client: AssayClient,
  parameters: DeliverCallbackParameters,
): Promise<DeliverCallbackReturnType> {
  const { deployment, account, request, when, output = '0x' } = parameters
  const call = marketCalls.deliver(deployment, { request, when, output })
  return writeCall(client, { deployment, account, call })
}
