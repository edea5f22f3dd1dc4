'use client'

import { useGenesis } from '../queries/useGenesis.ts'
import { FreshChain } from '../wallet/FreshChain.tsx'
import { WrongNetwork } from '../wallet/WrongNetwork.tsx'

/** What is wrong between the wallet and the chain, where something is. */
export function ChainNotices() {
  const genesis = useGenesis()
  return (
    <>
      <WrongNetwork />
      <FreshChain genesis={genesis} />
    </>
  )
}
