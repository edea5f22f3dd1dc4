import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { encodeFunctionData } from 'viem'
import { parseAccount } from 'viem/accounts'
import { call, getChainId, sendTransaction } from 'viem/actions'
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

export type MarketCall = {
  deployment: Deployment
  account: Account | Address | undefined
  /** Calldata of the market; several are one transaction. */
  calls: readonly Hex[]
}

/** Simulates calls of the market and sends them as one transaction; every failure comes back in words. */
export async function writeMarket(client: AssayClient, parameters: MarketCall): Promise<Hex> {
  const { deployment } = parameters
  const data = marketCalldata(parameters.calls)
  return writeContract(client, { ...parameters, deployment, to: deployment.market, data })
}

/** One call as it is, several as one multicall. */
export function marketCalldata(calls: readonly Hex[]): Hex {
  if (calls.length === 1) return calls[0]!
  return encodeFunctionData({ abi: marketAbi, functionName: 'multicall', args: [calls] })
}

export type WriteContractParameters = {
  deployment: Deployment
  account: Account | Address | undefined
  to: Address
  data: Hex
}

/** Simulates a call of one of the deployment's contracts and sends it; every failure comes back in words. */
export async function writeContract(
  client: AssayClient,
  parameters: WriteContractParameters,
): Promise<Hex> {
  const { deployment, to, data } = parameters
  try {
    const account = accountOf(client, parameters.account)
    await checkChain(client, deployment)
    // What depends on time is judged as the next block will: an idle chain's last one may be long past.
    await call(client, { account, to, data, blockTag: 'pending' })
    return await sendTransaction(client, { account, to, data, chain: client.chain ?? null })
  } catch (error) {
    throw explainChainError(error)
  }
}
