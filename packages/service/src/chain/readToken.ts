import type { Deployment } from '@assay/protocol'
import { erc20Abi } from 'viem'
import { readContract } from 'viem/actions'
import type { ChainClient } from './createChainClient.ts'

/** How the token that a market pays in is written. */
export type Token = { symbol: string; decimals: number }

/** Asks the chain how the token that a market pays in is written. */
export async function readToken(
  client: ChainClient,
  { token }: Pick<Deployment, 'token'>,
): Promise<Token> {
  const contract = { address: token, abi: erc20Abi } as const
  const [symbol, decimals] = await Promise.all([
    readContract(client, { ...contract, functionName: 'symbol' }),
    readContract(client, { ...contract, functionName: 'decimals' }),
  ])
  return { symbol, decimals }
}
