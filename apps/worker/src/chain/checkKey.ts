import { type Deployment, KEY_SCOPES } from '@assay/protocol'
import { isKey } from '@assay/sdk'
import { type ChainClient, EXIT_CODES, ServiceError } from '@assay/service'
import type { Address } from 'viem'

export type CheckKeyParameters = {
  client: ChainClient
  deployment: Deployment
  account: Address
  key: Address
}

/**
 * Makes sure that an account listed a key for work.
 *
 * @throws ServiceError (exit code 4) where it did not, or not any more
 */
export async function checkKey(parameters: CheckKeyParameters): Promise<void> {
  const { client, deployment, account, key } = parameters
  const asked = { deployment, owner: account, signer: key, scope: KEY_SCOPES.work }
  if (await isKey(client, asked)) return
  throw new ServiceError(`The account ${account} does not list the key ${key} for work.`, {
    exitCode: EXIT_CODES.key,
    remedy: 'Let the account list it (setKey with the scope for work), or leave `account` out.',
  })
}
