import type { Address } from 'viem'
import type { Deployment } from '../types/deployment.ts'

export type GetBalanceParameters = { deployment: Deployment; address?: Address }
export type GetBalanceReturnType = {
  /** Inside the market, free to use or withdraw. */
  market: bigint
  /** The token in the wallet. */
  wallet: bigint
  decimals: number
  symbol: string
}
