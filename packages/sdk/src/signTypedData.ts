import { normalizeSignature } from '@assay/protocol'
import { type HashTypedDataParameters, hashTypedData } from 'viem'
import { parseAccount } from 'viem/accounts'
import { signTypedData as sign } from 'viem/actions'

/** viem's signTypedData, whose answer has the form that contracts take, whatever the wallet's form is. */
export const signTypedData: typeof sign = async (client, parameters) => {
  const signature = await sign(client, parameters)
  const account = parameters.account ?? client.account
  if (account === undefined) return signature
  const parsed = parseAccount(account)
  // What viem signs with a key has that form already.
  if (parsed.type === 'local' && parsed.source !== 'custom') return signature
  const { address } = parsed
  // One message in both: only its type is written otherwise.
  const digest = hashTypedData(parameters as HashTypedDataParameters)
  return normalizeSignature({ signature, digest, signer: address })
}
