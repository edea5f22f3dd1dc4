import type { Deployment } from '@assay/protocol'
import { marketAbi } from '@assay/protocol'
import type { Address } from 'viem'
import { readContract } from 'viem/actions'
import { tokenAbi } from '../chain/abis.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { AccountMissingError } from '../errors/namedErrors.ts'
import type { AssayClient } from '../types/client.ts'

export type GetBalanceParameters = { deployment: Deployment; address?: Address }
export type GetBalanceReturnType = {
  /** Inside the market, free to use or withdraw. */
  market: bigint
  /** The token in the wallet. */
  wallet: bigint
  decimals: number
  symbol: string
}

/** What an account has: inside the market, and of the token itself. */
export async function getBalance(
  client: AssayClient,
  parameters: GetBalanceParameters,
): Promise<GetBalanceReturnType> {
  const { deployment } = parameters
  const address = parameters.address ?? client.account?.address
  if (address === undefined) throw new AccountMissingError()
  const token = { address: deployment.token, abi: tokenAbi } as const
  try {
    const [market, wallet, decimals, symbol] = await Promise.all([
      readContract(client, {
        address: deployment.market,
        abi: marketAbi,
        functionName: 'balanceOf',
        args: [address],
      }),
      readContract(client, { ...token, functionName: 'balanceOf', args: [address] }),
      readContract(client, { ...token, functionName: 'decimals' }),
      readContract(client, { ...token, functionName: 'symbol' }),
    ])
    return { market, wallet, decimals, symbol }
  } catch (error) {
    throw explainChainError(error)
  }
}
