import type { Deployment } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { numberToHex, parseEventLogs } from 'viem'
import { getBlockNumber, readContract } from 'viem/actions'
import { blockTimes } from '../chain/blockTimes.ts'
import { type RawLog, readLogs } from '../chain/readLogs.ts'
import { BaseError } from '../errors/BaseError.ts'
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
  const wanted = new Set(opened.map(({ args }) => args.game))
  let logs = await readGames(client, range, wanted)
  // What a game takes over from others stands in their events.
  for (;;) {
    const known = new Set(logs.map((log) => BigInt(log.topics[1] as Hex)))
    const reused = parseEventLogs({
      abi: disputeGameAbi,
      eventName: 'OpeningReused',
      logs: logs as never,
    })
    const missing = reused.map(({ args }) => args.openedIn).filter((game) => !known.has(game))
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
): Promise<RawLog[]> {
  const numbers = [...games].map((game) => numberToHex(game, { size: 32 }))
  // A long list of games is not a filter that nodes like; then everything is read and chosen here.
  const narrow = numbers.length <= 100
  const topics = narrow ? [GAME_EVENT_TOPICS, numbers] : [GAME_EVENT_TOPICS]
  const logs = await readLogs(client, { ...range, topics })
  return logs.filter((log) => games.has(BigInt(log.topics[1] as Hex)))
}

function inOrder(a: RawLog, b: RawLog): number {
  const blocks = Number(BigInt(a.blockNumber ?? 0) - BigInt(b.blockNumber ?? 0))
  return blocks === 0 ? Number(a.logIndex) - Number(b.logIndex) : blocks
}
