'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** The hash of the chain's first block: a chain that began anew has another. */
export function useGenesis() {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.genesis(deployment),
    queryFn: async () => {
      const { client, getBlock } = await read()
      return (await getBlock(client, { blockNumber: 0n })).hash
    },
    refetchInterval: 10_000,
    retry: false,
  }).data
}
