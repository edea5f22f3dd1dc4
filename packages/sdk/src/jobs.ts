/**
 * Jobs: requests that a market knows, from their posting to their end.
 *
 * @module
 */
import {
  type Deployment,
  hashRequest,
  marketCalls,
  type Receipt,
  type Request,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { pad } from 'viem'
import { getBlock, getBlockNumber } from 'viem/actions'
import { BaseError } from './errors/BaseError.ts'
import { explained } from './errors/explainChainError.ts'
import { JobExpiredError, JobNotFoundError } from './errors/namedErrors.ts'
import { FIRST_EVENTS, JOB_EVENTS, jobsFromLogs } from './history/jobs.ts'
import { blockTimes, readLogs } from './logs.ts'
import { RecentBlocks } from './RecentBlocks.ts'
import { chainTime, sleep } from './time.ts'
import type { Check } from './types/check.ts'
import type { AssayClient } from './types/client.ts'
import type { Job } from './types/job.ts'
import { type VerifyJobParameters, verifyJob } from './verify/verifyJob.ts'
import { type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `jobs.get` and `jobs.getReceipt` take. */
export type GetParameters = ReadParameters & { jobId: Hex }

/**
 * Reads a job with its whole story from the chain's events.
 *
 * @throws JobNotFoundError
 */
export function get(client: AssayClient, parameters: GetParameters): Promise<Job> {
  return explained(async () => {
    const { deployment, jobId } = parameters
    const head = await getBlock(client)
    const logs = await readLogs(client, {
      address: marketsOf(deployment),
      events: JOB_EVENTS,
      indexed: [jobId],
      fromBlock: BigInt(deployment.startBlock),
      toBlock: head.number,
    })
    const [job] = jobsFromLogs(logs, await blockTimes(client, logs), Number(head.timestamp))
    if (job === undefined) throw new JobNotFoundError(jobId)
    return job
  })
}

/** What `jobs.list` takes. */
export type ListParameters = ReadParameters & {
  /** Only this requester's jobs. */
  requester?: Address | undefined
  /** Only jobs posted from this block on; from the deployment's first by default. */
  fromBlock?: bigint
}

/**
 * Reads all jobs that were posted since a block, or all of one requester, from the chain's events.
 *
 * @returns newest first
 */
export function list(client: AssayClient, parameters: ListParameters): Promise<Job[]> {
  return explained(async () => {
    const { deployment, requester } = parameters
    const { number: toBlock, timestamp } = await getBlock(client)
    const fromBlock = parameters.fromBlock ?? BigInt(deployment.startBlock)
    const range = { address: marketsOf(deployment), fromBlock, toBlock }
    let ids: Hex[] | undefined
    if (requester !== undefined) {
      const indexed = [null, pad(requester, { size: 32 })]
      const posted = await readLogs(client, { ...range, events: FIRST_EVENTS, indexed })
      ids = posted.map(({ args }) => args.job)
      if (ids.length === 0) return []
    }
    // A long list of ids is not a filter that nodes like; then everything is read and chosen here.
    const indexed = ids !== undefined && ids.length <= 100 ? [ids] : []
    const logs = await readLogs(client, { ...range, events: JOB_EVENTS, indexed })
    const wanted = ids && new Set(ids)
    const chosen = wanted ? logs.filter(({ args }) => wanted.has(args.job)) : logs
    return jobsFromLogs(chosen, await blockTimes(client, chosen), Number(timestamp)).reverse()
  })
}

/** What `jobs.wait` takes. */
export type WaitParameters = ReadParameters & {
  jobId: Hex
  signal?: AbortSignal
  /** Called with the job whenever its state or its steps changed, the first time at once. */
  onStatus?: (job: Job) => void
  /** How often the chain is asked (milliseconds); the client's own by default. */
  pollingInterval?: number
}

const END_STATES: ReadonlySet<Job['state']> = new Set([
  'accepted',
  'rejected',
  'void',
  'cancelled',
  'expired',
])

/** How long a job may stay unknown: its transaction has to get into a block first (milliseconds). */
const APPEARS_WITHIN = 120_000
/** How long after an offer's end others may still end the job (seconds of the chain). */
const REFUND_PATIENCE = 60
/** Failures in a row that are taken for a passing outage. */
const PATIENCE = 10

/**
 * Waits until a job has come to its end, telling of every step on the way.
 *
 * @returns the job in an end state: accepted, rejected, void, cancelled or expired
 * @throws JobNotFoundError where the job does not appear within two minutes, JobExpiredError where nobody answered it and nobody ended
 *   it within a minute; the signal's reason when it aborts
 */
export async function wait(client: AssayClient, parameters: WaitParameters): Promise<Job> {
  const { deployment, jobId, signal, onStatus } = parameters
  const { pollingInterval = client.pollingInterval } = parameters
  const start = Date.now()
  let seen = ''
  let failures = 0
  for (;;) {
    signal?.throwIfAborted()
    try {
      const job = await get(client, { deployment, jobId })
      failures = 0
      const now = `${job.state} ${job.steps.map((step) => step.transactionHash).join()}`
      if (now !== seen) {
        seen = now
        onStatus?.(job)
      }
      if (END_STATES.has(job.state)) return job
      const { expiry } = job.request.offer
      if (isLeft(job, (await chainTime(client)) - REFUND_PATIENCE)) {
        throw new JobExpiredError(jobId, expiry)
      }
    } catch (error) {
      if (error instanceof JobExpiredError) throw error
      const absent = error instanceof JobNotFoundError
      if (absent && Date.now() - start > APPEARS_WITHIN) throw error
      if (!absent && !(error instanceof BaseError)) throw error
      if (!absent && ++failures >= PATIENCE) throw error
    }
    await sleep(pollingInterval, signal)
  }
}

/** Whether nobody can answer a job any more, though nothing has ended it: unclaimed, or claimed and missed, past its offer's end. */
function isLeft({ state, request, seats }: Job, time: number): boolean {
  const { offer, policy } = request
  if (time <= offer.expiry) return false
  const isMissed = policy.seats === 1 && seats.every(({ deadline }) => time > deadline)
  return state === 'open' || (state === 'claimed' && isMissed)
}

/** What `jobs.watch` takes. */
export type WatchParameters = ReadParameters & {
  /** Only this requester's jobs. */
  requester?: Address
  /** Called with all matching jobs, newest first, whenever one of them changed, the first time at once. */
  onJobs: (jobs: Job[]) => void
  /** Called when the chain cannot be read; the next look follows all the same. */
  onError?: (error: Error) => void
  /** How often the chain is asked (milliseconds); the client's own by default. */
  pollingInterval?: number
}

/**
 * Tells of all matching jobs whenever one of them changes.
 *
 * @returns a function that ends it
 */
export function watch(client: AssayClient, parameters: WatchParameters): () => void {
  const { deployment, requester, onJobs, onError } = parameters
  const { pollingInterval = client.pollingInterval } = parameters
  const controller = new AbortController()
  const { signal } = controller
  const follow = async () => {
    const recent = new RecentBlocks({ depth: 1 })
    let next = 0n
    let seen: string | undefined
    while (!signal.aborted) {
      try {
        const now = await getBlockNumber(client, { cacheTime: 0 })
        // After a new block also a while later: a node may have its events later than the block.
        if (recent.dueFrom(next, now) !== undefined) {
          const jobs = await list(client, { deployment, requester })
          next = now + 1n
          const state = jobs.map((job) => `${job.id}${job.state}${job.steps.length}`).join()
          if (state !== seen && !signal.aborted) {
            seen = state
            onJobs(jobs)
          }
        }
      } catch (error) {
        if (!signal.aborted) onError?.(error as Error)
      }
      await sleep(pollingInterval, signal).catch(() => undefined)
    }
  }
  void follow()
  return () => controller.abort()
}

/** A job's signed receipt, with the output's bytes where they are on the chain. */
export type SignedReceipt = { receipt: Receipt; signature: Hex; output: Hex | undefined }

/**
 * Reads a job's signed receipt.
 *
 * @throws JobNotFoundError, or BaseError where there is no result yet
 */
export async function getReceipt(
  client: AssayClient,
  parameters: GetParameters,
): Promise<SignedReceipt> {
  const { receipt, signature, output, state } = await get(client, parameters)
  if (receipt === undefined || signature === undefined) {
    throw new BaseError(`Job ${parameters.jobId} has no result; it is ${state}.`, {
      name: 'ReceiptNotFoundError',
      remedy: 'Wait for its result.',
    })
  }
  return { receipt, signature, output }
}

/** What `jobs.verify` takes. */
export type VerifyParameters = ReadParameters &
  VerifyJobParameters & {
    jobId: Hex
    /** Where to get the job's evidence from, if not from the chain: everything in it is checked, nothing trusted. */
    job?: Job
  }

/**
 * Recomputes every check of a result from public bytes, and says what was compared with what. Nothing in the evidence is
 * believed: not its roots, not its digest, not who it says signed it.
 *
 * @returns one entry for each check, always all of them, in a fixed order
 * @throws JobNotFoundError where there is neither evidence nor a job of that id; every other failure is a check's status
 * @example
 * const checks = await client.jobs.verify({ jobId })
 * const sound = checks.every((check) => check.status === 'pass' || check.status === 'not-run')
 */
export async function verify(client: AssayClient, parameters: VerifyParameters): Promise<Check[]> {
  const { deployment, jobId } = parameters
  const job = parameters.job ?? (await get(client, { deployment, jobId }))
  return verifyJob({ ...parameters, client, job })
}

/** What the actions take that end a job, or move it on. */
export type EndParameters = WriteParameters & { request: Request }

/** What `jobs.finalize` takes. */
export type FinalizeParameters = EndParameters & {
  /** The accepted output's bytes, where the request has a callback that wants them. */
  output?: Hex
}

/**
 * Asks the verifier and moves the money as its verdict says. Anyone may.
 *
 * @returns the transaction's hash
 * @throws BaseError with the contract's reason in words, such as a verdict that is still open
 */
export function finalize(client: AssayClient, parameters: FinalizeParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.finalize(parameters.deployment, parameters))
}

/**
 * Ends a request that nobody did in time; its requester is refunded. Anyone may.
 *
 * @returns the transaction's hash
 */
export function expire(client: AssayClient, parameters: EndParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.expire(parameters.deployment, parameters))
}

/**
 * Gives the fee of a job that nobody answered back to its requester: ends the job where its offer is over, with the claim that was missed
 * before it, or takes it back while it is open, which only the requester can. Others than the requester may do the first.
 *
 * @returns the transaction's hash
 * @throws BaseError with the contract's reason in words, such as a claim that still has time
 */
export function refund(client: AssayClient, parameters: EndParameters): Promise<Hex> {
  return explained(async () => {
    const { deployment, request } = parameters
    const { state } = await get(client, { deployment, jobId: hashRequest(deployment, request) })
    const isOver = (await chainTime(client)) > request.offer.expiry
    const end = marketCalls.expire(deployment, parameters)
    if (state === 'claimed' && request.policy.seats === 1) {
      const forfeited = marketCalls.forfeit(deployment, parameters)
      return write(client, parameters, marketCalls.multicall([forfeited, end]))
    }
    const call = isOver || state !== 'open' ? end : marketCalls.cancel(deployment, parameters)
    return write(client, parameters, call)
  })
}

/**
 * Takes the collateral of a worker that missed its deadline and opens the job again. Anyone may.
 *
 * @returns the transaction's hash
 */
export function forfeit(client: AssayClient, parameters: EndParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.forfeit(parameters.deployment, parameters))
}

/**
 * Draws workers for a job whose quorum wants drawn ones: a block to come decides which stake slots may take its seats. Anyone may,
 * once; the requester cannot cancel after it.
 *
 * @returns the transaction's hash
 */
export function draw(client: AssayClient, parameters: EndParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.draw(parameters))
}

/** What `jobs.deliver` takes. */
export type DeliverParameters = EndParameters & {
  /** Which one: 1 provisional, 2 final. */
  when: 1 | 2
  /** The output's bytes, where the target wants them; none by default. */
  output?: Hex
}

/**
 * Makes a callback that failed, once more. Anyone may.
 *
 * @returns the transaction's hash
 */
export function deliver(client: AssayClient, parameters: DeliverParameters): Promise<Hex> {
  return write(client, parameters, marketCalls.deliver(parameters.deployment, parameters))
}

function marketsOf({ market, multiSeatMarket }: Deployment): Address[] {
  return [market, multiSeatMarket]
}
