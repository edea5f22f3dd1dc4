import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'

type Store = Pick<Storage, 'getItem' | 'setItem'>

const keyOf = ({ chainId }: Pick<Deployment, 'chainId'>) => `assay.genesis.${chainId}`

/**
 * Whether the chain behind this id is another one than at the last visit: a local chain that began anew, which shares its id with the old
 * one and nothing else. A first visit remembers the chain.
 *
 * @param genesis the hash of its first block
 */
export function hasBegunAnew(
  store: Store,
  deployment: Pick<Deployment, 'chainId'>,
  genesis: Hex,
): boolean {
  const known = store.getItem(keyOf(deployment))
  if (known === null) rememberChain(store, deployment, genesis)
  return known !== null && known !== genesis
}

export function rememberChain(
  store: Store,
  deployment: Pick<Deployment, 'chainId'>,
  genesis: Hex,
): void {
  store.setItem(keyOf(deployment), genesis)
}
