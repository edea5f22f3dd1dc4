import { randomBytes } from 'node:crypto'
import { disputeGameAbi, type Request } from '@assay/protocol'
import { disputes } from '@assay/sdk'
import {
  type AtEnd,
  type Fetcher,
  GamePlayer,
  Housekeeping,
  type ServiceContext,
} from '@assay/service'
import { type Address, bytesToHex, isAddressEqual, parseEther, parseUnits } from 'viem'
import { readContract } from 'viem/actions'
import { ClaimReader } from './chain/ClaimReader.ts'
import { Checker } from './check/Checker.ts'
import type { WatcherConfig } from './config.ts'
import { Challenger } from './dispute/Challenger.ts'
import { Demander } from './dispute/Demander.ts'
import type { ClaimJournal } from './journal/ClaimJournal.ts'
import type { WatcherMetrics } from './observe/createWatcherMetrics.ts'
import type { WatcherStatus } from './observe/WatcherStatus.ts'
import type { ProgramLibrary } from './programs/ProgramLibrary.ts'
import { Watcher } from './Watcher.ts'

export type OpenWatcherParameters = {
  context: ServiceContext<WatcherMetrics>
  config: WatcherConfig
  journal: ClaimJournal
  library: ProgramLibrary
  status: WatcherStatus
  fetchBytes: Fetcher
  decimals: number
  onFirstTick: () => void
  atEnd: AtEnd
}

/** Puts a watcher's parts together, each with what it needs. */
export async function openWatcher(parameters: OpenWatcherParameters): Promise<Watcher> {
  const { context, config, journal, library, status, fetchBytes, decimals } = parameters
  const { onFirstTick, atEnd } = parameters
  const { client, deployment, log } = context
  const [terms, mostPages] = await Promise.all([
    disputes.getTerms(client, { deployment }),
    readContract(client, {
      address: deployment.disputeGame,
      abi: disputeGameAbi,
      functionName: 'MAX_DEMANDED_PAGES',
    }),
  ])
  const budget = parseUnits(config.bonds.budget, decimals)
  if (budget < terms.bond) {
    log.warn({ budget: config.bonds.budget }, 'bonds.budget is less than one bond: no challenges')
  }
  const reader = new ClaimReader({
    ...context,
    ...config.chain,
    journal,
    isWatched: watchedRequests(config, decimals),
    onReward: ({ job, seat, amount }) => journal.book(`reward:${job}:${seat}`, 'rewards', amount),
  })
  const checker = new Checker({
    ...context,
    ...{ journal, library, fetchBytes, concurrency: config.concurrency, input: config.input },
    onObstacle: (claim, obstacle, detail) => {
      status.obstacle(claim.job, obstacle, detail)
      if (obstacle === 'input-unavailable' && config.input.demand) {
        journal.setState(claim.id, 'demanded', obstacle)
      }
      log.warn({ job: claim.job, reason: obstacle, detail }, 'a result cannot be re-run yet')
    },
  })
  atEnd(() => checker.settled())
  const challenger = new Challenger({
    ...{ ...context, journal, library },
    player: new GamePlayer({ ...context, role: 'challenger' }),
    trace: (claim) => checker.trace(claim),
    jobState: async (job) => (await reader.job(job)).state,
  })
  const demander = new Demander({
    ...{ ...context, journal, library },
    feePerPage: terms.demandFeePerPage,
    mostPages: Number(mostPages),
    provide: (amount, funds) => challenger.provide(amount, funds),
  })
  return new Watcher({
    ...{ ...context, reader, journal, checker, challenger, demander, status, budget },
    housekeeping: new Housekeeping({
      keepDays: config.keepDays,
      reorgDepth: config.chain.reorgDepth,
      prune: (before, belowBlock) => {
        journal.prune(before, belowBlock)
        context.sender.prune(before, belowBlock)
      },
    }),
    pollingInterval: config.chain.pollingInterval,
    leastBond: terms.bond,
    autoDeposit: config.bonds.autoDeposit,
    minCoin: parseEther(config.gas.minBalance),
    share: config.watch.share,
    lot: journal.secret('lot', () => bytesToHex(randomBytes(32))),
    onFirstTick,
  })
}

/** Which requests' results are worth a look, as the configuration says. */
function watchedRequests(config: WatcherConfig, decimals: number): (request: Request) => boolean {
  const { watch, deployment } = config
  // Those whose verdict waits for disputes.
  const verifiers = [deployment.verifiers.optimistic, deployment.verifiers.quorum]
  const models = new Set(watch.models.map((id) => id.toLowerCase()))
  const requesters = watch.requesters.map((address) => address as Address)
  const leastFee = parseUnits(watch.leastFee, decimals)
  return ({ model, requester, offer, policy }) =>
    verifiers.some((verifier) => isAddressEqual(verifier, policy.verifier)) &&
    (models.size === 0 || models.has(model.toLowerCase())) &&
    (requesters.length === 0 || requesters.some((one) => isAddressEqual(one, requester))) &&
    offer.maxFee >= leastFee
}
