import { PAGE_BYTES, pageCount, tensorRoot } from '@assay/program'
import { type Deployment, disputeGameAbi, marketAbi } from '@assay/protocol'
import { type Demand, listDemands } from '@assay/sdk'
import type { ChainClient, Log, TransactionSender } from '@assay/service'
import { bytesToHex, encodeFunctionData, type Hex, hexToBytes, isAddressEqual } from 'viem'
import { readContract } from 'viem/actions'
import type { Funds } from '../decide.ts'
import type { ClaimJournal, KnownClaim } from '../journal/ClaimJournal.ts'
import type { ProgramLibrary } from '../programs/ProgramLibrary.ts'

/** The most pages that one demand can ask for: DisputeGame.MAX_DEMANDED_PAGES. */
const MOST_PAGES = 128
/** How long what was refused is left alone (seconds). */
const PATIENCE = 5

export type DemanderParameters = {
  client: ChainClient
  deployment: Deployment
  journal: ClaimJournal
  library: ProgramLibrary
  sender: TransactionSender
  log: Log
  /** What one demanded page costs, in the token's smallest unit. */
  feePerPage: bigint
  /** Gets what lacks of an amount into the market, and leave for the dispute to take it; true once that is so. */
  provide: (amount: bigint, funds: Funds) => Promise<boolean>
}

/** Makes workers show on chain the inputs that are to be had nowhere else, and takes the win where they can't. */
export class Demander {
  readonly #parameters: DemanderParameters
  readonly #busy = new Set<Hex>()
  readonly #retryAt = new Map<Hex, number>()

  constructor(parameters: DemanderParameters) {
    this.#parameters = parameters
  }

  /** Does the next thing about a claim whose input is demanded. */
  async tick(claim: KnownClaim, funds: Funds, now: number): Promise<void> {
    if (this.#busy.has(claim.id) || now < (this.#retryAt.get(claim.id) ?? 0)) return
    this.#busy.add(claim.id)
    try {
      await this.#tick(claim, funds, now)
    } catch (error) {
      this.#retryAt.set(claim.id, now + PATIENCE)
      this.#parameters.log.warn({ job: claim.job, error }, 'the input is not demanded yet')
    } finally {
      this.#busy.delete(claim.id)
    }
  }

  async #tick(claim: KnownClaim, funds: Funds, now: number): Promise<void> {
    const { client, deployment, journal, library, sender, log } = this.#parameters
    const { request } = journal.request(claim.job)!
    const { bytes, header } = await library.use(request.model, async (program) => ({
      bytes: program.session.inputBytes,
      header: program.commitment.header,
    }))
    const pages = pageCount(bytes)
    if (pages > MOST_PAGES) {
      const most = MOST_PAGES * PAGE_BYTES
      journal.setState(claim.id, 'left', `the input has more than the ${most} bytes of a demand`)
      return
    }
    const demands = await listDemands(client, {
      deployment,
      jobId: claim.job,
      fromBlock: claim.blockNumber,
    })
    // Whoever paid for it: what is shown is shown to everybody.
    const demand = demands.find(
      ({ what, first, count, worker }) =>
        what === 'input' && first === 0 && count === pages && isAddressEqual(worker, claim.worker),
    )
    if (demand === undefined) return this.#demand(claim, { pages, header, funds, now })
    const own = isAddressEqual(demand.demander, sender.address)
    if (demand.state === 'answered') return this.#take(claim, demand, bytes)
    if (demand.state === 'open') {
      if (now > demand.deadline) await this.#timeout(claim, demand)
      return
    }
    // Not shown in time: the claim is refuted, and the job ends at once.
    if (own && (await this.#finalize(claim))) log.info({ job: claim.job }, 'the input was withheld')
    journal.setState(claim.id, 'closed', own ? 'won' : 'refuted-by-another')
  }

  async #demand(
    claim: KnownClaim,
    asked: { pages: number; header: Uint8Array; funds: Funds; now: number },
  ): Promise<void> {
    const { journal, deployment, log, feePerPage, provide, sender } = this.#parameters
    const { pages, header, funds, now } = asked
    if (now > (claim.until ?? 0)) return journal.setState(claim.id, 'left', 'input-unavailable')
    const fee = feePerPage * BigInt(pages)
    if (funds.atStake + fee > funds.budget) {
      log.warn({ job: claim.job }, 'the budget leaves nothing for a demand')
      this.#retryAt.set(claim.id, now + PATIENCE)
      return
    }
    funds.atStake += fee
    if (!(await provide(fee, funds))) return
    const { request } = journal.request(claim.job)!
    const outcome = await sender.send({
      kind: 'demand',
      key: `demand:${claim.id}`,
      to: deployment.disputeGame,
      data: encodeFunctionData({
        abi: disputeGameAbi,
        functionName: 'demandInput',
        args: [request, BigInt(claim.seat), bytesToHex(header), 0n, BigInt(pages)],
      }),
    })
    if (outcome.status === 'included') log.info({ job: claim.job, pages }, 'input demanded')
    else if ('reason' in outcome) throw outcome.reason
  }

  async #take(claim: KnownClaim, demand: Demand, length: number): Promise<void> {
    const { client, deployment, journal, log, sender, feePerPage } = this.#parameters
    const { request } = journal.request(claim.job)!
    const bytes = hexToBytes(demand.pages ?? '0x').subarray(0, length)
    if ((await tensorRoot(bytes)) !== request.inputRoot) {
      return journal.setState(claim.id, 'left', 'input-does-not-fit')
    }
    journal.putInput(request.inputRoot, bytes)
    if (isAddressEqual(demand.demander, sender.address)) {
      journal.book(`demand:${demand.demand}`, 'demandFees', feePerPage * BigInt(demand.count))
    }
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
    const outcome = await sender.send({
      kind: 'timeout-demand',
      key: `timeout-demand:${demand}`,
      to: deployment.disputeGame,
      data: encodeFunctionData({
        abi: disputeGameAbi,
        functionName: 'timeoutDemand',
        args: [demand],
      }),
    })
    if (outcome.status !== 'included' && 'reason' in outcome) throw outcome.reason
    this.#retryAt.delete(claim.id)
  }

  async #finalize(claim: KnownClaim): Promise<boolean> {
    const { deployment, journal, sender } = this.#parameters
    const { request } = journal.request(claim.job)!
    const outcome = await sender.send({
      kind: 'finalize',
      key: `finalize:${claim.job}`,
      to: deployment.market,
      data: encodeFunctionData({
        abi: marketAbi,
        functionName: 'finalize',
        args: [request, '0x'],
      }),
    })
    return outcome.status === 'included'
  }
}
