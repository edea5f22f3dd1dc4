import { marketsAbi } from '@assay/protocol'
import { type Job, jobs } from '@assay/sdk'
import { decodeFunctionData, type Hex, parseEventLogs } from 'viem'
import type { Person, Scene } from '../flows/scene/openScene.ts'
import { type Stream, TERMS } from './playCrashes.ts'

/** What somebody has at the start, in the wallet. */
const HAD = 1_000_000_000n
/** How long jobs may take to come to their ends (milliseconds). */
const PATIENCE = 120_000

export type CheckBooksParameters = {
  scene: Scene
  requester: Person
  worker: Person
  stream: Stream
}

/**
 * Waits until every job of a stream has come to its end, and checks what docs/worker.md says of crashes.
 *
 * @throws Error that names the job and what is wrong with it
 */
export async function checkBooks(parameters: CheckBooksParameters): Promise<void> {
  const { scene, requester, worker, stream } = parameters
  const owed = stream.asked.filter(({ isOwed }) => isOwed)
  const ended = await endsOf(scene, requester, owed.length)
  for (const { jobId, body } of owed) {
    const job = ended.get(jobId)
    // INVARIANT: no job is lost, and no collateral is forfeited.
    if (job?.state !== 'accepted') {
      throw new Error(
        `The job ${jobId} (${body ? 'signed' : 'posted'}) is ${job?.state ?? 'lost'}.`,
      )
    }
    const steps = job.steps.map(({ kind }) => kind)
    const forfeited = steps.filter((kind) => kind === 'forfeited')
    if (forfeited.length > 0) throw new Error(`A claim of the job ${jobId} was forfeited.`)
    for (const kind of new Set(steps)) {
      if (steps.filter((each) => each === kind).length > 1) {
        throw new Error(`The job ${jobId} was ${kind} twice.`)
      }
    }
  }
  // INVARIANT: the worker has every fee once, and all of its collateral.
  const { free, locked, wallet } = await requester.client.balances.get({ address: worker.address })
  const due = HAD + TERMS.fee * BigInt(owed.length)
  if (free + wallet !== due || locked !== 0n) {
    throw new Error(
      `The worker has ${free + wallet} free and ${locked} locked; ${due} and 0 are due.`,
    )
  }
  await checkPayments(scene, worker)
}

/** All jobs of the requester by their ids, once they have ended or the time is over. */
async function endsOf(
  { client, deployment }: Scene,
  requester: Person,
  count: number,
): Promise<ReadonlyMap<Hex, Job>> {
  const until = Date.now() + PATIENCE
  for (;;) {
    const all = await jobs.list(client, { deployment, requester: requester.address })
    const accepted = all.filter(({ state }) => state === 'accepted')
    if (accepted.length >= count || Date.now() > until) {
      return new Map(all.map((job) => [job.id, job]))
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** INVARIANT: no call is paid for again once it has succeeded. */
async function checkPayments({ client, deployment }: Scene, worker: Person): Promise<void> {
  const succeeded = new Set<Hex>()
  const last = await client.getBlockNumber()
  for (let number = BigInt(deployment.startBlock); number <= last; number++) {
    const { transactions } = await client.getBlock({
      blockNumber: number,
      includeTransactions: true,
    })
    for (const { from, hash, input } of transactions) {
      if (from.toLowerCase() !== worker.address.toLowerCase()) continue
      const { status, logs } = await client.getTransactionReceipt({ hash })
      const failed = new Set(
        parseEventLogs({ abi: marketsAbi, eventName: 'CallFailed', logs }).map(({ args }) =>
          Number(args.index),
        ),
      )
      for (const [index, call] of callsOf(input).entries()) {
        if (succeeded.has(call)) {
          throw new Error(`The worker paid twice for the call ${call.slice(0, 74)} (${hash}).`)
        }
        if (status === 'success' && !failed.has(index)) succeeded.add(call)
      }
    }
  }
}

/** The calls that share a transaction, or the only one. */
function callsOf(input: Hex): readonly Hex[] {
  try {
    const { functionName, args } = decodeFunctionData({ abi: marketsAbi, data: input })
    return functionName === 'tryMulticall' ? args[0] : [input]
  } catch {
    // A call of another contract, such as a deposit.
    return [input]
  }
}
