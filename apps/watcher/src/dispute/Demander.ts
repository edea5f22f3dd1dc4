import { PAGE_BYTES, pageCount, tensorRoot } from '@assay/program'
import {
  demandStates,
  disputeCalls,
  disputeGameAbi,
  encodeCall,
  type Request,
  splitForfeit,
} from '@assay/protocol'
import { type Demand, demands } from '@assay/sdk'
import { finalize, type ServiceContext, settleDemand } from '@assay/service'
import { bytesToHex, hexToBytes, isAddressEqual, zeroAddress } from 'viem'
import { readContract } from 'viem/actions'
import type { Funds } from '../decide.ts'
import type { ClaimJournal, KnownClaim, LockedDemand } from '../journal/ClaimJournal.ts'
import type { WatcherMetrics } from '../observe/createWatcherMetrics.ts'
import type { ProgramLibrary } from '../programs/ProgramLibrary.ts'

/** The wait after a refusal (seconds). */
const PATIENCE = 5

export type DemanderParameters = ServiceContext<WatcherMetrics> & {
  journal: ClaimJournal
  library: ProgramLibrary
  /** What one demanded page costs, in the token's smallest unit. */
  feePerPage: bigint
  /** The most pages that one demand can ask for. */
  mostPages: number
  /** Deposits what the ledger lacks of an amount; true once it is there. */
  provide: (amount: bigint, funds: Funds) => Promise<boolean>
}

/** Makes workers show inputs on chain that no address gives, and takes the win where they do not. */
export class Demander {
  readonly #parameters: DemanderParameters
  readonly #busy = new Set<string>()
  readonly #retryAt = new Map<string, number>()

  constructor(parameters: DemanderParameters) {
    this.#parameters = parameters
  }

  /** Does the next thing about a claim whose input is demanded. */
  tick(claim: KnownClaim, funds: Funds, now: number): Promise<void> {
    const words = { job: claim.job }
    return this.#once(claim.id, now, words, () => this.#tick(claim, funds, now))
  }

  /** Looks after the fees of this watcher's demands: they come back where the claim is refuted. */
  async settle(now: number): Promise<void> {
    const due = this.#parameters.journal.lockedDemands().filter(({ askAt }) => askAt <= now)
    await Promise.all(
      due.map((locked) =>
        this.#once(`demand ${locked.demand}`, now, { job: locked.job }, () =>
          this.#settle(locked, now),
        ),
      ),
    )
  }

  async #once(
    key: string,
    now: number,
    words: object,
    work: () => Promise<unknown>,
  ): Promise<void> {
    if (this.#busy.has(key) || now < (this.#retryAt.get(key) ?? 0)) return
    this.#busy.add(key)
    try {
      await work()
    } catch (error) {
      this.#retryAt.set(key, now + PATIENCE)
      this.#parameters.log.warn({ ...words, error }, 'a demand does not go on yet')
    } finally {
      this.#busy.delete(key)
    }
  }

  async #tick(claim: KnownClaim, funds: Funds, now: number): Promise<void> {
    const { client, deployment, journal, library, sender, log, feePerPage, mostPages } =
      this.#parameters
    const { request } = journal.request(claim.job)!
    const { bytes, header } = await library.use(request.model, async (program) => ({
      bytes: program.session.inputBytes,
      header: program.commitment.header,
    }))
    const pages = pageCount(bytes)
    if (pages > mostPages) {
      const most = mostPages * PAGE_BYTES
      log.warn(
        { job: claim.job, bytes, most },
        'the input is withheld, and larger than what a worker can be made to show',
      )
      return this.#leave(claim, 'input-too-large-to-demand')
    }
    const made = await demands.list(client, {
      deployment,
      jobId: claim.job,
      fromBlock: claim.blockNumber,
    })
    // Anyone's demand will do: what is shown is shown to everybody.
    const demand = made.find(
      ({ what, first, count, worker }) =>
        what === 'input' && first === 0 && count === pages && isAddressEqual(worker, claim.worker),
    )
    if (demand === undefined) return this.#demand(claim, { pages, header, funds, now })
    const own = isAddressEqual(demand.demander, sender.address)
    const fee = feePerPage * BigInt(pages)
    if (own) journal.keepDemand({ demand: demand.demand, job: claim.job, fee })
    if (demand.state === 'open') {
      if (now > demand.deadline) await this.#timeout(claim, demand)
      return
    }
    if (demand.state !== 'missed') return this.#take(claim, demand, bytes)
    // Not shown in time: the claim is refuted, and the job ends at once.
    if (own) {
      const outcome = await finalize(this.#parameters, {
        id: claim.job,
        request,
        output: undefined,
      })
      if (outcome.status === 'included') log.info({ job: claim.job }, 'the input was withheld')
    }
    journal.setState(claim.id, 'closed', own ? 'won' : 'refuted-by-another')
  }

  async #demand(
    claim: KnownClaim,
    asked: { pages: number; header: Uint8Array; funds: Funds; now: number },
  ): Promise<void> {
    const { journal, deployment, log, feePerPage, provide, sender } = this.#parameters
    const { pages, header, funds, now } = asked
    if (now > (claim.until ?? 0)) return this.#leave(claim, 'input-unavailable')
    const { request } = journal.request(claim.job)!
    const fee = feePerPage * BigInt(pages)
    if (!isWorthwhile(request, fee)) return this.#leave(claim, 'demand-costs-too-much')
    if (funds.atStake + fee > funds.budget) {
      log.warn({ job: claim.job }, 'the budget leaves nothing for a demand')
      this.#retryAt.set(claim.id, now + PATIENCE)
      return
    }
    funds.atStake += fee
    if (!(await provide(fee, funds))) return
    const call = disputeCalls.demandInput(deployment, {
      request,
      seat: claim.seat,
      header: bytesToHex(header),
      first: 0,
      count: pages,
    })
    const key = `demand:${claim.id}`
    const outcome = await sender.send({ kind: 'demand', key, ...encodeCall(call) })
    if (outcome.status === 'included') log.info({ job: claim.job, pages }, 'input demanded')
    else if ('reason' in outcome) throw outcome.reason
  }

  /** Takes the bytes that were shown, and has the result re-run. */
  async #take(claim: KnownClaim, demand: Demand, length: number): Promise<void> {
    const { client, deployment, journal, log } = this.#parameters
    const { request } = journal.request(claim.job)!
    const bytes = hexToBytes(demand.pages ?? '0x').subarray(0, length)
    if ((await tensorRoot(bytes)) !== request.inputRoot) {
      return this.#leave(claim, 'input-does-not-fit')
    }
    journal.putInput(request.inputRoot, bytes)
    // What was demanded in the window can be challenged a while after it.
    const { extendedUntil } = await readContract(client, {
      address: deployment.disputeGame,
      abi: disputeGameAbi,
      functionName: 'getClaim',
      args: [claim.id],
    })
    journal.setUntil(claim.id, Math.max(claim.until ?? 0, extendedUntil))
    journal.postpone(claim.id, 0, 'input-shown')
    journal.setState(claim.id, 'new')
    log.info({ job: claim.job }, 'input shown')
  }

  async #timeout(claim: KnownClaim, { demand }: Demand): Promise<void> {
    const { deployment, sender } = this.#parameters
    const call = disputeCalls.timeoutDemand(deployment, { demand })
    const key = `timeout-demand:${demand}`
    const outcome = await sender.send({ kind: 'timeout-demand', key, ...encodeCall(call) })
    if (outcome.status !== 'included' && 'reason' in outcome) throw outcome.reason
    this.#retryAt.delete(claim.id)
  }

  async #settle({ demand, fee, job }: LockedDemand, now: number): Promise<void> {
    const { client, deployment, journal, log } = this.#parameters
    const dispute = { address: deployment.disputeGame, abi: disputeGameAbi } as const
    const at = await readContract(client, {
      ...dispute,
      functionName: 'getDemand',
      args: [demand],
    })
    const state = demandStates[at.state] ?? 'none'
    if (state === 'open') return journal.postponeDemand(demand, now + PATIENCE)
    if (state === 'none' || state === 'missed') return journal.dropDemand(demand)
    const claim = await readContract(client, {
      ...dispute,
      functionName: 'getClaim',
      args: [at.claim],
    })
    const isRefuted = !isAddressEqual(claim.winner, zeroAddress)
    const isOver = now > Math.max(at.windowEnd, claim.extendedUntil) && claim.open === 0
    if (state === 'answered' && isRefuted) {
      const again = await settleDemand(this.#parameters, { demand, now })
      if (again !== undefined) return journal.postponeDemand(demand, again)
      log.info({ job, demand: String(demand) }, 'the fee of a demand came back')
    } else if (state === 'answered' && !isOver) {
      return journal.postponeDemand(demand, now + PATIENCE)
    }
    // The worker collects what is its own.
    if (!isRefuted) journal.book(`demand:${demand}`, 'demandFees', fee)
    journal.dropDemand(demand)
  }

  #leave(claim: KnownClaim, reason: string): void {
    const { journal, metrics, log } = this.#parameters
    journal.setState(claim.id, 'left', reason)
    metrics.left.inc({ reason })
    log.warn({ job: claim.job, reason }, 'a result is left unchecked')
  }
}

/** Whether a demand can pay: it earns half of the collateral if the worker can't show the bytes, or if they show a lie. */
function isWorthwhile({ offer }: Request, fee: bigint): boolean {
  return fee < splitForfeit(offer.collateral).rewarded
}
