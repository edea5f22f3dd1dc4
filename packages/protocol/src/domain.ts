import type { Address, TypedDataDomain } from 'viem'

/** Which market of which chain a signature is for. */
export interface MarketPlace {
  readonly chainId: number
  readonly market: Address
}

/** The EIP-712 domain of a market: no signature is valid on another chain or another market. */
export function domain({ chainId, market }: MarketPlace) {
  return {
    name: 'Assay',
    version: '1',
    chainId,
    verifyingContract: market,
  } as const satisfies TypedDataDomain
}
