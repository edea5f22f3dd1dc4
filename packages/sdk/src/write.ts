import { type Call, type Deployment, encodeCall } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { parseAccount } from 'viem/accounts'
import {
  call as callContract,
  estimateFeesPerGas,
  getBalance,
  getChainId,
  sendTransaction,
} from 'viem/actions'
import { explained, isOutOfGas } from './errors/explainChainError.ts'
import {
  AccountMissingError,
  InsufficientGasError,
  WrongChainError,
  WrongClientChainError,
} from './errors/namedErrors.ts'
import { gasLimit } from './gas.ts'
import type { AssayClient } from './types/client.ts'

/** What every action takes that reads. */
export type ReadParameters = { deployment: Deployment }

/** What every action takes that signs or sends. */
export type WriteParameters = ReadParameters & {
  /** Who acts; the client's account by default. */
  account?: Account | Address | undefined
}

/** The account that acts: the parameter's, else the client's. */
export function accountOf(client: AssayClient, account: Account | Address | undefined): Account {
  const chosen = account ?? client.account
  if (chosen === undefined) throw new AccountMissingError()
  return parseAccount(chosen)
}

/** An account on the deployment's chain, which can send. */
export type Writer = {
  account: Account
  /** Simulates a call, then sends it. */
  send: (call: Call) => Promise<Hex>
}

/** Looks once who writes and whether the client speaks to the deployment's chain. */
export async function openWriter(
  client: AssayClient,
  parameters: WriteParameters,
): Promise<Writer> {
  const { deployment } = parameters
  const account = accountOf(client, parameters.account)
  if (client.chain && client.chain.id !== deployment.chainId) {
    throw new WrongClientChainError(client.chain.id, deployment.chainId)
  }
  const chainId = await getChainId(client)
  if (chainId !== deployment.chainId) throw new WrongChainError(chainId, deployment.chainId)
  return {
    account,
    send: async (call) => {
      const encoded = encodeCall(call)
      const transaction = { account, ...encoded }
      // What depends on time is judged as the next block will: an idle chain's last one may be long past.
      await callContract(client, { ...transaction, blockTag: 'pending' })
      const gas = await gasLimit(client, { from: account.address, ...encoded, blockTag: 'pending' })
      try {
        return await sendTransaction(client, { ...transaction, gas, chain: client.chain ?? null })
      } catch (cause) {
        if (!isOutOfGas(cause)) throw cause
        throw new InsufficientGasError({ cause, bill: await billOf(client, account.address, gas) })
      }
    },
  }
}

/** What an account holds, and what a transaction takes at most; undefined where a node does not say, or has another opinion. */
async function billOf(client: AssayClient, address: Address, gas: bigint) {
  try {
    const [held, { maxFeePerGas }] = await Promise.all([
      getBalance(client, { address }),
      estimateFeesPerGas(client, { chain: client.chain ?? null, type: 'eip1559' }),
    ])
    const needed = gas * maxFeePerGas
    return needed > held ? { address, held, needed } : undefined
  } catch {
    return undefined
  }
}

/** Simulates a call of one of the deployment's contracts and sends it. Every failure comes back in words. */
export function write(client: AssayClient, parameters: WriteParameters, call: Call): Promise<Hex> {
  return explained(async () => (await openWriter(client, parameters)).send(call))
}
