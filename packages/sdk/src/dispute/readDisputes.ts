import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Hex } from 'viem'
import { parseEventLogs } from 'viem'
import { getBlockNumber, readContract } from 'viem/actions'
import { blockTimes } from '../chain/blockTimes.ts'
import { readLogs } from '../chain/readLogs.ts'
import type { AssayClient } from '../types/client.ts'
import type { Dispute } from '../types/dispute.ts'
import { disputesFromLogs, GAME_EVENT_TOPICS } from './disputesFromLogs.ts'

/** Reads games with everything that happened in them, those that some first events name. */
export async function readDisputes(
  client: AssayClient,
  parameters: {
    deployment: Deployment
    /** Topics of the events that begin the games: [GameOpened, game, job, worker]. */
    topics: readonly (Hex | readonly Hex[] | null)[]
    fromBlock?: bigint
    /** Which of the games that begin so. */
    accept?: (opened: { claim: Hex; challenger: Hex }) => boolean
  },
): Promise<Dispute[]> {
  const { deployment, topics, accept } = parameters
  const range = {
    address: deployment.disputeGame,
    fromBlock: parameters.fromBlock ?? BigInt(deployment.startBlock),
    toBlock: await getBlockNumber(client, { cacheTime: 0 }),
  }
  const beginnings = await readLogs(client, { ...range, topics })
  const opened = parseEventLogs({
    abi: disputeGameAbi,
    eventName: 'GameOpened',
    logs: beginnings as never,
  }).filter((event) => accept?.(event.args) ?? true)
  if (opened.length === 0) return []
  const claims = [...new Set(opened.map(({ args }) => args.claim))]
  const steps = new Map(
    await Promise.all(
      claims.map(async (claim) => {
        const { stepCount } = await readContract(client, {
          abi: disputeGameAbi,
          address: deployment.disputeGame,
          functionName: 'getClaim',
          args: [claim],
        })
        return [claim, stepCount] as const
      }),
    ),
  )
  const games = opened.map(({ topics }) => topics[1])
  // A long list of games is not a filter that nodes like; then everything is read and chosen here.
  const narrow = games.length <= 100
  const logs = await readLogs(client, {
    ...range,
    topics: narrow ? [GAME_EVENT_TOPICS, games] : [GAME_EVENT_TOPICS],
  })
  const wanted = new Set(games)
  const chosen = logs.filter((log) => wanted.has(log.topics[1] as Hex))
  return disputesFromLogs(
    chosen,
    (claim) => steps.get(claim) ?? 0,
    await blockTimes(client, chosen),
  )
}
