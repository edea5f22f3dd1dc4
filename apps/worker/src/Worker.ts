import type { Request } from '@assay/protocol'
import {
  type Head,
  HeadLoop,
  type Housekeeping,
  LookClock,
  owedCallback,
  type ServiceContext,
  type StoredJob,
} from '@assay/service'
import { type Hex, isAddressEqual } from 'viem'
import { heldGas, isOwnClaim, lockedCollateral, owedRuns } from './Capacity.ts'
import type { DrawReader } from './chain/DrawReader.ts'
import type { MarketReader } from './chain/MarketReader.ts'
import type { PublishedReader } from './chain/PublishedReader.ts'
import { type Decision, decide } from './decide.ts'
import type { Defender } from './defend/Defender.ts'
import type { Action, JobView } from './JobView.ts'
import type { JobJournal, OpenJob } from './jobs/JobJournal.ts'
import type { Performer } from './jobs/Performer.ts'
import type { RunQueue } from './jobs/RunQueue.ts'
import type { Obligations } from './Obligations.ts'
import { objectionTo } from './objectionTo.ts'
import type { WorkerMetrics } from './observe/createWorkerMetrics.ts'
import type { WorkerStatus } from './observe/WorkerStatus.ts'
import type { Rules, WorkerState } from './Rules.ts'
import { FINAL_REASONS, type SkipReason } from './SkipReason.ts'
import type { StateReader } from './StateReader.ts'
import type { RequestDesk } from './signed/RequestDesk.ts'

/** How long before a key's end it is spoken of (seconds). */
const KEY_WARNING = 7 * 86_400

type Holding = Pick<JobView, 'worker' | 'deadline' | 'seat' | 'commitUntil'>

export type WorkerParameters = ServiceContext<WorkerMetrics> & {
  reader: MarketReader
  journal: JobJournal
  performer: Performer
  published: PublishedReader
  draws: DrawReader
  queue: RunQueue
  /** Signed requests that were sent to this worker itself. */
  desk: RequestDesk
  defender: Defender
  rules: Rules
  /** What the served models are called. */
  names: ReadonlyMap<Hex, string>
  state: StateReader
  obligations: Obligations
  status: WorkerStatus
  /** Clears the journal of what ended long ago. */
  housekeeping: Housekeeping
  pollingInterval: number
  /** Called once the chain was read for the first time. */
  onFirstTick?: () => void
}

/**
 * The loop: on each head, read the state, decide, act. It keeps no state that matters; what it forgets,
 * chain and journal tell it again.
 */
export class Worker {
  readonly #parameters: WorkerParameters
  readonly #skipped = new Map<Hex, SkipReason>()
  readonly #warned = new Set<string>()
  readonly #loop: HeadLoop
  readonly #clock = new LookClock()
  #views: JobView[] = []

  constructor(parameters: WorkerParameters) {
    this.#parameters = parameters
    this.#loop = new HeadLoop({ ...parameters, tick: () => this.tick() })
    // What an earlier configuration did not serve, this one may.
    parameters.journal.reopen(FINAL_REASONS)
  }

  /** Runs until the signal aborts and what was claimed is done, or `drainTimeout` is over. */
  async run(signal: AbortSignal, drainTimeout: number): Promise<void> {
    const { log, status, performer } = this.#parameters
    let drainUntil = Number.POSITIVE_INFINITY
    signal.addEventListener(
      'abort',
      () => {
        drainUntil = Date.now() + drainTimeout
        status.draining = true
        log.info('finishing what is claimed, taking nothing new')
        this.#wake()
      },
      { once: true },
    )
    if (signal.aborted) return
    await this.#loop.run(() => !status.draining || (Date.now() < drainUntil && this.#unfinished()))
    await performer.settled(drainUntil - Date.now())
    const left = this.#views.filter((job) => this.#isOwnClaim(job)).length
    if (left > 0)
      log.warn({ jobs: left }, 'claimed jobs are left; start again before their deadlines')
  }

  /**
   * Reads, decides and acts once.
   *
   * @returns false where nothing had changed since the last look
   */
  async tick(): Promise<boolean> {
    const { reader, status } = this.#parameters
    const head = await reader.head()
    const time = Math.max(head.timestamp, Math.floor(Date.now() / 1000))
    // After trouble, the last look may have ended half-way.
    if (status.trouble !== undefined) this.#clock.touch()
    const due = this.#clock.ask(head)
    if (due !== 'none') await this.#look(head, time)
    return due === 'new'
  }

  async #look(head: Head, time: number): Promise<void> {
    const { reader, sender, performer, status, metrics, journal, log } = this.#parameters
    // Disputes first: they have clocks, and the collateral of a finished job is at stake.
    await this.#parameters.defender.tick(head, time, () => this.#wake())
    const known = journal.cursor()
    metrics.headLag.set(known === undefined ? 0 : Math.max(0, Number(head.number - known.number)))
    const undone = await reader.advance(head)
    if (undone !== undefined) {
      log.warn({ fromBlock: String(undone) }, 'the chain was reorganised; reading it again')
      this.#parameters.published.forget()
      await sender.recheck(undone)
    }
    metrics.headLag.set(0)

    const jobs = journal.openJobs()
    const [worker, states] = await Promise.all([
      this.#parameters.state.read(head),
      reader.states(jobs),
    ])
    const now = Math.max(head.timestamp, Math.floor(Date.now() / 1000))
    const tickets = await this.#parameters.draws.tickets(
      jobs.filter(({ id, request }) => {
        const isOpen = states.get(id)!.state === 'open'
        return isOpen && objectionTo(request, worker, this.#parameters.rules, now) === undefined
      }),
    )
    const views = jobs.map((job) => {
      const ticket = tickets.get(job.id)
      const view = this.#view(job, states.get(job.id)!)
      return ticket === undefined ? view : { ...view, ticket }
    })
    const { obligations } = this.#parameters
    // What was agreed to while this look read the chain counts.
    const promisedCollateral = obligations.promisedCollateral()
    const decision = decide(views, { ...worker, promisedCollateral }, this.#parameters.rules, now)
    this.#views = views
    obligations.claimed = owedRuns(views, worker, now)
    obligations.claimedGas = heldGas(views, worker, now)
    obligations.claimedCollateral = decision.claimedCollateral
    this.#report(decision, views, worker, head, now)
    this.#warn(worker, now)
    journal.closeAll(
      decision.actions.flatMap((action) =>
        action.type === 'close' ? [{ id: action.job.id, reason: action.reason }] : [],
      ),
    )
    for (const action of decision.actions) {
      if (action.type !== 'close') this.#start(action, head)
    }
    this.#parameters.desk.tick(now, () => this.#wake())
    status.trouble = undefined
    this.#parameters.housekeeping.tick(head)
    performer.memory.forget(new Set(views.map((job) => job.id)), decision.places)
  }

  /** The rules in force have changed: what they kept out is looked at again. */
  reconsider(): void {
    this.#parameters.journal.reopen(FINAL_REASONS)
    this.#wake()
  }

  /** Something was done: more may be possible. */
  #wake(): void {
    this.#clock.touch()
    this.#loop.wake()
  }

  #start(action: Exclude<Action, { type: 'close' }>, head: Head): void {
    const { performer, reader } = this.#parameters
    // What was done may have made more possible: look again at once.
    void performer.perform(action, head).then(() => {
      if ('job' in action) reader.forget(action.job.id)
      this.#wake()
    })
  }

  #view(job: OpenJob, at: StoredJob): JobView {
    const { performer, journal, queue } = this.#parameters
    const input = performer.memory.inputOf(job.id)
    return {
      id: job.id,
      request: job.request,
      state: at.state,
      ...this.#holding(job.request, at),
      input:
        input === undefined ? 'unknown' : 'bytes' in input ? 'ready' : { unusable: input.unusable },
      inline: job.inline,
      hasResult: journal.hasResult(job.id),
      busy: performer.isBusy(job.id, { isClaimed: this.#holdsSeat(at) }),
      fetching: performer.isFetching(job.id),
      running: queue.isRunning(job.id),
      ...performer.memory.patienceWith(job.id),
      owed: this.#owed(job, at),
    }
  }

  #holdsSeat({ seats }: StoredJob): boolean {
    const { account } = this.#parameters
    return seats.some((seat) => seat !== undefined && isAddressEqual(seat.worker, account))
  }

  /** The callback that the request's target still waits for, where this worker has the accepted output. */
  #owed({ id, request }: OpenJob, at: StoredJob): NonNullable<JobView['owed']> {
    const { journal, performer } = this.#parameters
    const tries = performer.memory.deliveriesOf(id)
    if (at.state !== 'accepted') return { when: 0, tries }
    const when = owedCallback(request, at)
    const isOwn = when !== 0 && journal.result(id)?.receipt.outputRoot === at.outputRoot
    return { when: isOwn ? when : 0, tries }
  }

  /** Who holds the seat; of several, which is this worker's. */
  #holding({ policy, offer }: Request, { seats }: StoredJob): Holding {
    const { account } = this.#parameters
    const taken = seats.filter((seat) => seat !== undefined)
    if (policy.seats === 1) {
      const [seat] = taken
      return { worker: seat?.worker, deadline: seat && seat.claimedAt + offer.lockFor }
    }
    const number = seats.findIndex((seat) => seat && isAddressEqual(seat.worker, account))
    const own = seats[number]
    return {
      worker: own?.worker,
      deadline: own && own.claimedAt + offer.lockFor,
      // The last claim is the one whose clock ends last.
      ...(taken.length === policy.seats
        ? { commitUntil: Math.max(...taken.map((seat) => seat.claimedAt)) + offer.lockFor }
        : {}),
      ...(own === undefined
        ? {}
        : { seat: { number, state: own.state, claimedAt: own.claimedAt } }),
    }
  }

  /** Says what the operator has to do something about: once, and again where it got worse. */
  #warn({ published, keyUntil = Number.POSITIVE_INFINITY }: WorkerState, now: number): void {
    const { rules, log, account, sender } = this.#parameters
    const say = (level: 'warn' | 'error', about: string, words: string) => {
      if (this.#warned.has(about)) return
      this.#warned.add(about)
      log[level](words)
    }
    for (const model of rules.models.keys()) {
      if (published.has(model)) continue
      const name = this.#parameters.names.get(model)
      say(
        'warn',
        model,
        `the model ${name} (${model}) is not published: no request for it can be claimed until somebody publishes it (models.publish of the SDK)`,
      )
    }
    const end = () => new Date(keyUntil * 1000).toISOString()
    const remedy = `list another key for ${account}, and start a worker with that`
    if (keyUntil <= now) {
      const words = `the key ${sender.address} was revoked or has ended: it can claim and answer nothing; ${remedy}`
      say('error', 'key ended', words)
    } else if (keyUntil - now < KEY_WARNING) {
      say('warn', `key ${keyUntil}`, `the key ${sender.address} ends at ${end()}: ${remedy}`)
    }
  }

  #report(
    decision: Decision,
    views: readonly JobView[],
    worker: WorkerState,
    head: Head,
    now: number,
  ): void {
    const { status, metrics, log, performer } = this.#parameters
    const requests = new Map(views.map(({ id, request }) => [id, request]))
    for (const { job, reason } of decision.skipped) {
      if (this.#skipped.get(job) === reason) continue
      this.#skipped.set(job, reason)
      metrics.jobsSkipped.inc({ reason })
      if (reason === 'deadline-missed') metrics.deadlineMissed.inc()
      const detail = performer.memory.detailOf(job)
      log.info({ job, reason, ...(detail === undefined ? {} : { detail }) }, 'job skipped')
      const { model, requester } = requests.get(job)!
      status.skip({ job, model, requester, reason, ...(detail === undefined ? {} : { detail }) })
    }
    const present = new Set(views.map((job) => job.id))
    for (const job of this.#skipped.keys()) if (!present.has(job)) this.#skipped.delete(job)
    const locked = lockedCollateral(views, worker)
    const owed = views
      .filter((job) => this.#isOwnClaim(job))
      .map((job) => this.#owesBy(job))
      .filter((deadline) => deadline > 0)
    const shortage = this.#parameters.sender.shortage()
    status.update({ head, now, worker, views, locked, owed, shortage })
  }

  #isOwnClaim(job: JobView): boolean {
    return isOwnClaim(job, { address: this.#parameters.account })
  }

  /** Until when this worker owes something in its own claim; zero where it does not. */
  #owesBy({ state, seat, deadline = 0, commitUntil = 0, request }: JobView): number {
    if (seat === undefined) return state === 'claimed' ? deadline : 0
    if (seat.state === 'claimed') return state === 'open' || state === 'claimed' ? deadline : 0
    const isAwaited = seat.state === 'committed' && (state === 'claimed' || state === 'revealing')
    return isAwaited ? commitUntil + request.offer.lockFor : 0
  }

  #unfinished(): boolean {
    const now = Math.floor(Date.now() / 1000)
    return (
      this.#parameters.performer.isActive() ||
      this.#parameters.desk.isActive() ||
      this.#views.some((job) => this.#isOwnClaim(job) && this.#owesBy(job) >= now)
    )
  }
}
