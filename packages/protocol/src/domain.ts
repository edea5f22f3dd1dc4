import type { Address, TypedDataDomain } from 'viem'
import type { Deployment } from './deployment.ts'
import { type Markets, marketOf, type Seats } from './marketOf.ts'

/** Which market of which chain a signature is for. */
export interface MarketPlace {
  readonly chainId: number
  readonly market: Address
}

/** The market that a request's signature is for, and its chain. */
export function placeOf(markets: Markets, of: Seats): MarketPlace {
  return { chainId: markets.chainId, market: marketOf(markets, of) }
}

/**
 * The EIP-712 domain of requests for this many seats and of their receipts: no signature is valid on another chain or another
 * market.
 */
export function marketDomain(markets: Markets, of: Seats) {
  const { chainId, market } = placeOf(markets, of)
  return domain('Assay', chainId, market)
}

/** The EIP-712 domain of moves in disputes. */
export function disputeDomain({
  chainId,
  disputeGame,
}: Pick<Deployment, 'chainId' | 'disputeGame'>) {
  return domain('Assay Dispute', chainId, disputeGame)
}

/** The EIP-712 domain of keys' consents. */
export function keysDomain({ chainId, keyRegistry }: Pick<Deployment, 'chainId' | 'keyRegistry'>) {
  return domain('Assay Keys', chainId, keyRegistry)
}

function domain(name: string, chainId: number, verifyingContract: Address) {
  return { name, version: '1', chainId, verifyingContract } as const satisfies TypedDataDomain
}
