import { type Deployment, disputeGameAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { numberToHex } from 'viem'
import { getBlockNumber, readContract } from 'viem/actions'
import { BaseError } from '../errors/BaseError.ts'
import { blockTimes, readLogs } from '../logs.ts'
import type { AssayClient } from '../types/client.ts'
import type { Dispute } from '../types/dispute.ts'
import { disputesFromLogs, GAME_EVENTS, GAME_OPENED, type GameLog } from './disputes.ts'

/** Reads games with everything that happened in them, those that some first events name. */
export async function readDisputes(
  client: AssayClient,
  parameters: {
    deployment: Deployment
    /** What the events that begin the games must name: the game, the job, the worker. */
    indexed: readonly (Hex | null)[]
    fromBlock?: bigint | undefined
    /** Which of the games that begin so. */
    accept?: (opened: { claim: Hex; challenger: Address }) => boolean
  },
): Promise<Dispute[]> {
  const { deployment, indexed, accept } = parameters
  const range = {
    address: deployment.disputeGame,
    fromBlock: parameters.fromBlock ?? BigInt(deployment.startBlock),
    toBlock: await getBlockNumber(client, { cacheTime: 0 }),
  }
  const beginnings = await readLogs(client, { ...range, events: GAME_OPENED, indexed })
  const opened = beginnings.filter((event) => accept?.(event.args) ?? true)
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
  const wanted = new Set(opened.map(({ args }) => args.game))
  let logs = await readGames(client, range, wanted)
  // What a game takes over from others stands in their events.
  for (;;) {
    const known = new Set(logs.map(({ args }) => args.game))
    const missing = logs.flatMap((log) =>
      log.eventName === 'OpeningReused' && !known.has(log.args.openedIn) ? [log.args.openedIn] : [],
    )
    if (missing.length === 0) break
    const whole = { ...range, fromBlock: BigInt(deployment.startBlock) }
    const found = await readGames(client, whole, new Set(missing))
    if (found.length === 0)
      throw new BaseError(
        `The node knows nothing of game ${missing[0]}, which another one names.`,
        {
          remedy: 'It may lag behind. Try again, or ask another node.',
        },
      )
    logs = [...logs, ...found].sort(inOrder)
  }
  const disputes = disputesFromLogs(
    logs,
    (claim) => steps.get(claim) ?? 0,
    await blockTimes(client, logs),
  )
  return disputes.filter(({ game }) => wanted.has(game))
}

/** All events of some games, in the chain's order. */
async function readGames(
  client: AssayClient,
  range: { address: Address; fromBlock: bigint; toBlock: bigint },
  games: ReadonlySet<bigint>,
): Promise<GameLog[]> {
  const numbers = [...games].map((game) => numberToHex(game, { size: 32 }))
  // A long list of games is not a filter that nodes like; then everything is read and chosen here.
  const indexed = numbers.length <= 100 ? [numbers] : []
  const logs = await readLogs(client, { ...range, events: GAME_EVENTS, indexed })
  return logs.filter(({ args }) => games.has(args.game))
}

function inOrder(a: GameLog, b: GameLog): number {
  const blocks = Number(a.blockNumber - b.blockNumber)
  return blocks === 0 ? a.logIndex - b.logIndex : blocks
}
