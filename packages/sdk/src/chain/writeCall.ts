import { type Call, type Deployment, encodeCall } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { parseAccount } from 'viem/accounts'
import { call as callContract, getChainId, sendTransaction } from 'viem/actions'
import { explainChainError } from '../errors/explainChainError.ts'
import { AccountMissingError, WrongChainError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'

/** The account that acts: the parameter's, else the client's. */
export function accountOf(client: AssayClient, account: Account | Address | undefined): Account {
  const chosen = account ?? client.account
  if (chosen === undefined) throw new AccountMissingError()
  return parseAccount(chosen)
}

/** Refuses to write to another chain than the deployment's. */
export async function checkChain(client: AssayClient, deployment: Deployment): Promise<void> {
  const chainId = await getChainId(client)
  if (chainId !== deployment.chainId) throw new WrongChainError(chainId, deployment.chainId)
}

export type WriteCallParameters = {
  deployment: Deployment
  account: Account | Address | undefined
  call: Call
}

/** Simulates a call of one of the deployment's contracts and sends it; every failure comes back in words. */
export async function writeCall(
  client: AssayClient,
  { deployment, call, ...parameters }: WriteCallParameters,
): Promise<Hex> {
  try {
    const account = accountOf(client, parameters.account)
    const transaction = { account, ...encodeCall(call) }
    await checkChain(client, deployment)
    // What depends on time is judged as the next block will: an idle chain's last one may be long past.
    await callContract(client, { ...transaction, blockTag: 'pending' })
    return await sendTransaction(client, { ...transaction, chain: client.chain ?? null })
  } catch (error) {
    throw explainChainError(error)
  }
}
