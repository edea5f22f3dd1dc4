'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { noteBlockTime } from '../display/chainClock.ts'
import { keys } from './keys.ts'

/** How the chain's endpoint does: asked every few seconds. */
export function useHead() {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.head(deployment),
    queryFn: async () => {
      const { client, getBlock, getChainId } = await read()
      const [block, servedChainId, final] = await Promise.all([
        getBlock(client),
        getChainId(client),
        // Some endpoints do not say what is final.
        getBlock(client, { blockTag: 'finalized' }).catch(() => undefined),
      ])
      noteBlockTime(Number(block.timestamp))
      return {
        number: block.number,
        timestamp: Number(block.timestamp),
        servedChainId,
        finalBlock: final?.number ?? undefined,
      }
    },
    refetchInterval: 2_000,
    retry: false,
  })
}
