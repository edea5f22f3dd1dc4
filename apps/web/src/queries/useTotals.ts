'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { fetchIndex } from './fetchIndex.ts'
import { keys } from './keys.ts'
import { readTotals, type Totals } from './readTotals.ts'

/** The figures of the whole record, as long as an index answers. Nothing depends on them. */
export function useTotals() {
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.totals(deployment),
    queryFn: async ({ signal }): Promise<Totals> => {
      const totals = readTotals(await fetchIndex(deployment, '/totals', { signal }))
      if (totals === undefined) throw new Error('The index gives an answer of another form.')
      return totals
    },
    refetchInterval: 4_000,
    retry: 1,
  })
}
