'use client'

import type { Dispute } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

const OFTEN = 1_000
const SELDOM = 15_000

/** Every game, or those about one job's results, newest first; asked again every other second. */
export function useDisputes({ jobId, enabled = true }: { jobId?: Hex; enabled?: boolean }) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.disputes(deployment, jobId),
    queryFn: async () => {
      const { client, disputes } = await read()
      return disputes.list(client, { deployment, ...(jobId === undefined ? {} : { jobId }) })
    },
    enabled,
    refetchInterval: 2_000,
    retry: false,
  })
}

/** One game as the chain tells it, asked again every second until it has ended. */
export function useDispute(game: bigint) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery<Dispute>({
    queryKey: keys.dispute(deployment, game),
    queryFn: async () => {
      const { client, disputes } = await read()
      return disputes.get(client, { deployment, game })
    },
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.state !== 'open' ? SELDOM : OFTEN,
    retry: false,
  })
}

/** How many seconds of its time each side of an open game had left after the last move. */
export function useTimeLeft({ game, state, moves }: Dispute) {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.timeLeft(deployment, game, moves.length),
    queryFn: async () => {
      const { client, disputeGameAbi, readContract } = await read()
      const { workerTime, challengerTime } = await readContract(client, {
        abi: disputeGameAbi,
        address: deployment.disputeGame,
        functionName: 'getGame',
        args: [game],
      })
      return { worker: workerTime, challenger: challengerTime }
    },
    enabled: state === 'open',
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What a dispute costs, of this program or the least, and how long a move may take. Fixed for ever by the deployment. */
export function useDisputeTerms(program?: { steps: number; outputs: number }) {
  const read = useReader()
  const deployment = useDeployment()
  const size = program === undefined ? undefined : `${program.steps} ${program.outputs}`
  return useQuery({
    queryKey: keys.disputeTerms(deployment, size),
    queryFn: async () => {
      const { client, disputes } = await read()
      return disputes.getTerms(client, {
        deployment,
        ...(program === undefined ? {} : { program }),
      })
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
