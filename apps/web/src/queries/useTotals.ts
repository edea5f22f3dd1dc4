'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { keys } from './keys.ts'
import { readTotals, type Totals } from './readTotals.ts'

/** How long an index may take (milliseconds). */
const TIMEOUT = 5_000

/** The figures of the whole record, as long as an index answers. Nothing depends on them. */
export function useTotals() {
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.totals(deployment),
    queryFn: async ({ signal }): Promise<Totals> => {
      const { indexer } = deployment
      if (indexer === undefined) throw new Error('This deployment has no index.')
      const response = await fetch(`${indexer.replace(/\/$/, '')}/totals`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      })
      if (!response.ok) throw new Error(`The index answers ${response.status}.`)
      const totals = readTotals(await response.json())
      if (totals === undefined) throw new Error('The index gives an answer of another form.')
      return totals
    },
    refetchInterval: 4_000,
    retry: 1,
  })
}
