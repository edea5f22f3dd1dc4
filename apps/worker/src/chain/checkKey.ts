import { type Deployment, KEY_SCOPES } from '@assay/protocol'
import { chainTime, keys } from '@assay/sdk'
import { type ChainClient, EXIT_CODES, ServiceError } from '@assay/service'
import type { Address } from 'viem'

/** For how long a key offers to work, where an account lists it by the consent that the error below shows (seconds). */
const OFFERED_VALIDITY = 365 * 86_400

export type CheckKeyParameters = {
  /** Its account is the key. */
  client: ChainClient
  deployment: Deployment
  /** The account that the key should work for. */
  account: Address
}

/**
 * Makes sure that an account listed this process's key for work.
 *
 * @throws ServiceError (exit code 4) where it did not, or not any more; it shows the consent with which the account can
 */
export async function checkKey(parameters: CheckKeyParameters): Promise<void> {
  const { client, deployment, account } = parameters
  const key = client.account.address
  const scope = KEY_SCOPES.work
  if (await keys.isValid(client, { deployment, owner: account, signer: key, scope })) return
  const validUntil = (await chainTime(client)) + OFFERED_VALIDITY
  const consent = await keys.signConsent(client, { deployment, owner: account, scope, validUntil })
  throw new ServiceError(`The account ${account} does not list the key ${key} for work.`, {
    exitCode: EXIT_CODES.key,
    remedy: `Let the account list it, with this consent of the key: setKey("${key}", ${scope}, 0, ${validUntil}, "${consent}") of the key registry ${deployment.keyRegistry}. Or leave \`account\` out.`,
  })
}
