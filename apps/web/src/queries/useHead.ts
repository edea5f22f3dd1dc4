'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { noteBlockTime } from '../display/chainClock.ts'
import { keys } from './keys.ts'

export type Head = {
  number: bigint
  /** Unix seconds. */
  timestamp: number
  servedChainId: number
  /** The newest block that the endpoint calls final; undefined where it does not say. */
  finalBlock: bigint | undefined
  /** The first block that this page saw, by which it knows how often there is one. */
  first: { number: bigint; timestamp: number }
}

/** How the chain's endpoint does: asked every few seconds. */
export function useHead() {
  const read = useReader()
  const deployment = useDeployment()
  const queries = useQueryClient()
  const queryKey = keys.head(deployment)
  return useQuery({
    queryKey,
    queryFn: async (): Promise<Head> => {
      const { client, getBlock, getChainId } = await read()
      const [block, servedChainId, final] = await Promise.all([
        getBlock(client),
        getChainId(client),
        // Some endpoints do not say what is final.
        getBlock(client, { blockTag: 'finalized' }).catch(() => undefined),
      ])
      noteBlockTime(Number(block.timestamp))
      const seen = { number: block.number, timestamp: Number(block.timestamp) }
      return {
        ...seen,
        first: queries.getQueryData<Head>(queryKey)?.first ?? seen,
        servedChainId,
        finalBlock: final?.number ?? undefined,
      }
    },
    refetchInterval: 2_000,
    retry: false,
  })
}
