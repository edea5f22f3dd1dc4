import type { Deployment } from '@assay/protocol'
import { registryCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type SetWorkerProfileParameters = {
  deployment: Deployment
  /** What people call it. */
  name: string
  /** An URL that answers for it. */
  endpoint: string
  account?: Account | Address
}
/** The transaction's hash. */
export type SetWorkerProfileReturnType = Hex

/**
 * Says where the account is to be found as a worker. Others see it as its own word, not as a fact.
 *
 * @throws BaseError with the contract's reason in words
 */
export function setWorkerProfile(
  client: AssayClient,
  parameters: SetWorkerProfileParameters,
): Promise<SetWorkerProfileReturnType> {
  const { deployment, account, name, endpoint } = parameters
  const call = registryCalls.setProfile(deployment, { name, endpoint })
  return writeCall(client, { deployment, account, call })
}
