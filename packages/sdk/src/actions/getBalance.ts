import type { Deployment } from '@assay/protocol'
import { ledgerAbi } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { tokenAbi } from '../chain/abis.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { AccountMissingError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'

export type GetBalanceParameters = { deployment: Deployment; address?: Address }
export type GetBalanceReturnType = {
  /** In the ledger, free to use or withdraw. */
  free: bigint
  /** In the ledger, at stake in requests, jobs, disputes and stakes. */
  locked: bigint
  /** The token in the wallet. */
  wallet: bigint
  decimals: number
  symbol: string
}

/** What an account has: in the ledger, and of the token itself. */
export async function getBalance(
  client: AssayClient,
  parameters: GetBalanceParameters,
): Promise<GetBalanceReturnType> {
  const { deployment } = parameters
  const address = parameters.address ?? client.account?.address
  if (address === undefined) throw new AccountMissingError()
  const ledger = { address: deployment.ledger, abi: ledgerAbi } as const
  const token = { address: deployment.token, abi: tokenAbi } as const
  try {
    const [free, locked, wallet, decimals, symbol] = await Promise.all([
      readContract(client, { ...ledger, functionName: 'balanceOf', args: [address] }),
      readContract(client, { ...ledger, functionName: 'lockedOf', args: [address] }),
      readContract(client, { ...token, functionName: 'balanceOf', args: [address] }),
      readContract(client, { ...token, functionName: 'decimals' }),
      readContract(client, { ...token, functionName: 'symbol' }),
    ])
    return { free, locked, wallet, decimals, symbol }
  } catch (error) {
    throw explainChainError(error)
  }
}
