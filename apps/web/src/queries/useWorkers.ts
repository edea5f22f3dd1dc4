'use client'

import type { workers } from '@assay/sdk'
import { useQueries } from '@tanstack/react-query'
import type { Address, Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** What these workers say of themselves and of one model, by their own word; those that are not read yet are left out. */
export function useWorkers(
  addresses: readonly Address[],
  model: Hex,
): ReadonlyMap<Address, workers.Worker> {
  const read = useReader()
  const deployment = useDeployment()
  return useQueries({
    queries: addresses.map((worker) => ({
      queryKey: keys.worker(deployment, worker, model),
      queryFn: async () => {
        const { client, workers: registry } = await read()
        return registry.get(client, { deployment, worker, models: [model] })
      },
      staleTime: 15_000,
    })),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.worker, data]]))),
  })
}
