import { setTimeout as wait } from 'node:timers/promises'
import { tensorRoot } from '@assay/program'
import { Random } from '@assay/program/testing'
import {
  encodeCall,
  encodeSignedRequest,
  hashRequest,
  marketCalls,
  placeOf,
  type Request,
} from '@assay/protocol'
import type { ModelVersion } from '@assay/sdk'
import { bytesToHex, type Hex, keccak256, parseGwei } from 'viem'
import { freePort } from '../flows/scene/freePort.ts'
import type { Person, Scene } from '../flows/scene/openScene.ts'
import type { ServiceUnderTest } from '../flows/scene/startService.ts'
import { launchWorker, startWorker } from '../flows/scene/startWorker.ts'
import { until } from '../flows/scene/until.ts'
import { checkBooks } from './checkBooks.ts'
import { startTroubledNode, type TroubledNode } from './troubledNode.ts'

/** What every job offers and locks; nobody may fall out of time for a reason that is not a fault. */
export const TERMS = { fee: 100_000n, collateral: 50_000n, lockFor: 3_600, expiresIn: 7_200 }

/** Jobs per kill, and the share of them that is sent to the worker with a signature. */
const JOBS_PER_KILL = 3
const SIGNED = 0.3
/** How long a process lives (milliseconds): it may end before it has started. */
const LIFE = { least: 200, most: 4_000 }
const BLOCK_TIME = 150
/** A reorganisation after so many kills, and how long the blocks that it undoes were there (milliseconds). */
const KILLS_PER_REORG = 3
const UNDONE = { least: 200, most: 1_500 }
/** A transaction that was dropped is sent again after this time (milliseconds). */
const STALL_AFTER = 1_500
/** How long the worker has for what is left, once nothing fails any more (seconds). */
const SECONDS_TO_FINISH = 120
const INPUT_BYTES = 32

export type PlayCrashesParameters = {
  scene: Scene
  model: ModelVersion
  /** The model's file. */
  path: string
  seed: number
  kills: number
}

/** What happened, beside the figures. */
export type PlayedCrashes = {
  kills: number
  posted: number
  signed: number
  reorgs: number
  faults: TroubledNode['happened']
}

/**
 * Kills a worker again and again in a stream of jobs, behind nodes that fail and on a chain that is reorganised; then lets it
 * finish, and checks the books.
 *
 * @throws Error that names the job and what is wrong with it
 */
export async function playCrashes(parameters: PlayCrashesParameters): Promise<PlayedCrashes> {
  const { scene, model, path, seed, kills } = parameters
  const random = new Random(seed)
  const person = await scene.newPerson()
  const requester = await scene.newPerson()
  const stream = await openStream({ scene, model, requester, person, random, kills })
  const nodes = await Promise.all(
    [1, 2].map(() => startTroubledNode({ rpcUrl: scene.node.rpcUrl, random })),
  )
  const port = await freePort()
  const launch = {
    person,
    models: [{ path }],
    settings: {
      rpcUrl: nodes.map(({ url }) => url),
      http: { port },
      policy: { maxJobs: 16 },
      chain: { stallAfter: STALL_AFTER },
    },
  }
  const url = `http://127.0.0.1:${port}`
  let data: { data?: string } = {}
  let reorgs = 0
  await scene.client.setAutomine(false)
  await scene.client.setIntervalMining({ interval: BLOCK_TIME / 1000 })
  const stop = new AbortController()
  const sending = stream.run(url, stop.signal)
  // Heard at the end; until then nobody listens.
  sending.catch(() => undefined)
  let last: ServiceUnderTest | undefined
  try {
    for (let kill = 0; kill < kills; kill++) {
      const worker = launchWorker(scene, { ...launch, ...data })
      data = { data: worker.data }
      for (const node of nodes) node.setAway(false)
      if (random.chance(0.3)) random.pick(nodes).setAway(true)
      const life = wait(random.integer(LIFE.least, LIFE.most))
      if (kill % KILLS_PER_REORG === KILLS_PER_REORG - 1) {
        await reorganise(scene, random, stream)
        reorgs++
      }
      await life
      if (!worker.process.running) {
        throw new Error(`The worker ended by itself (seed ${seed}, kill ${kill}):\n${worker.log()}`)
      }
      await worker.process.kill('SIGKILL')
    }
    for (const node of nodes) node.calmDown()
    last = await startWorker(scene, { ...launch, ...data })
    await Promise.race([
      sending,
      until('all requests to be taken', () => stream.isDone(), SECONDS_TO_FINISH),
    ])
    await checkBooks({ scene, requester, worker: person, stream })
    await last.process.kill('SIGKILL')
    const faults = sumOf(nodes.map(({ happened }) => happened))
    return { kills, ...stream.counts(), reorgs, faults }
  } catch (cause) {
    const log = last?.log().slice(-6_000) ?? ''
    const untaken = stream.asked.filter(({ isOwed }) => !isOwed).map(({ jobId }) => jobId)
    const words = `Seed ${seed}: ${(cause as Error).message} (not taken: ${untaken})\n${log}`
    throw new Error(words, { cause })
  } finally {
    stop.abort()
    await sending.catch(() => undefined)
    await scene.client.setIntervalMining({ interval: 0 })
    await scene.client.setAutomine(true)
    for (const node of nodes) node.close()
  }
}

export type Asked = { jobId: Hex; request: Request; body?: string; raw?: Hex; isOwed: boolean }
export type Stream = Awaited<ReturnType<typeof openStream>>

/** Makes all requests before the first is sent, so that what a reorganisation undoes can be sent again as it was. */
async function openStream(parameters: {
  scene: Scene
  model: ModelVersion
  requester: Person
  person: Person
  random: Random
  kills: number
}) {
  const { scene, model, requester, person, random, kills } = parameters
  const { deployment, client } = scene
  const count = Math.max(1, kills * JOBS_PER_KILL)
  // Twice as much as it takes: what is paid already may be taken for promised still.
  const amount = 2n * TERMS.fee * BigInt(count)
  const hash = await requester.client.balances.deposit({ amount })
  await client.waitForTransactionReceipt({ hash })
  const worker = await person.client.balances.deposit({
    amount: TERMS.collateral * BigInt(count),
  })
  await client.waitForTransactionReceipt({ hash: worker })

  const { request: base } = await requester.client.requests.prepare({
    ...{ model, input: new Uint8Array(INPUT_BYTES), ...TERMS },
  })
  const named = await requester.client.requests.prepare({
    ...{ model, input: new Uint8Array(INPUT_BYTES), ...TERMS },
    ...{ worker: person.address, signed: true },
  })
  let transactions = await client.getTransactionCount({ address: requester.address })
  const asked: Asked[] = []
  for (let index = 0; index < count; index++) {
    const input = new Uint8Array(INPUT_BYTES)
    new DataView(input.buffer).setUint32(0, index)
    const isSigned = random.chance(SIGNED)
    const like = isSigned ? named.request : base
    const inputRoot = await tensorRoot(input)
    const request = { ...like, inputRoot, nonce: like.nonce + BigInt(index) }
    const jobId = hashRequest(deployment, request)
    if (isSigned) {
      const signature = await requester.client.requests.sign({ request })
      const place = placeOf(deployment, request)
      const body = encodeSignedRequest({ place, request, input, signer: '0x', signature })
      asked.push({ jobId, request, body, isOwed: false })
      continue
    }
    const post = { request, input: { data: bytesToHex(input), uris: [] } }
    const raw = await requester.account.signTransaction({
      ...{ type: 'eip1559', chainId: deployment.chainId, nonce: transactions++ },
      ...{ gas: 1_000_000n, maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: 1n },
      ...encodeCall(marketCalls.post(deployment, post)),
    })
    asked.push({ jobId, request, raw, isOwed: true })
  }

  const posts = asked.flatMap(({ raw }) => raw ?? [])
  const firstNonce = transactions - posts.length
  let reposting: Promise<unknown> = Promise.resolve()

  /** Sends what was posted and the node does not know (any more); returns how much of it is in a block. */
  function repost(count: number): Promise<number> {
    const mine = reposting.then(async () => {
      const used = (await client.getTransactionCount({ address: requester.address })) - firstNonce
      for (const serializedTransaction of posts.slice(Math.max(0, used), count)) {
        const hash = keccak256(serializedTransaction)
        const known = await client.getTransaction({ hash }).catch(() => undefined)
        if (known !== undefined) continue
        // A block, or a reorganisation, may have come in between: the next time tells.
        await client.sendRawTransaction({ serializedTransaction }).catch(() => undefined)
      }
      return used
    })
    reposting = mine.catch(() => undefined)
    return mine
  }

  /** Sends a signed request until the worker has said that it owes the answer. */
  async function insist(one: Asked, url: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      try {
        const answer = await fetch(`${url}/requests`, { method: 'POST', body: one.body!, signal })
        const said = await answer.text()
        if (answer.ok) break
        if (answer.status < 500) throw new RefusedError(`The worker refused ${one.jobId}: ${said}`)
      } catch (error) {
        if (error instanceof RefusedError) throw error
      }
      await wait(50, undefined, { signal })
    }
    one.isOwed = true
  }

  let posted = 0
  let isSent = false
  return {
    asked,
    isDone: () => isSent && asked.every(({ isOwed }) => isOwed),
    repost: () => repost(posted),
    counts: () => ({
      posted: asked.filter(({ raw }) => raw !== undefined).length,
      signed: asked.filter(({ body }) => body !== undefined).length,
    }),
    async run(url: string, signal: AbortSignal): Promise<void> {
      const pace = (LIFE.least + LIFE.most) / 2 / JOBS_PER_KILL
      const insisting: Promise<void>[] = []
      for (const one of asked) {
        if (one.raw !== undefined) await repost(++posted)
        else {
          const answer = insist(one, url, signal)
          // Heard below; until then nobody listens.
          answer.catch(() => undefined)
          insisting.push(answer)
        }
        await wait(pace, undefined, { signal })
      }
      await Promise.all(insisting)
      // What a reorganisation took is posted again, until all of it is there.
      while ((await repost(posted)) < posts.length) await wait(BLOCK_TIME, undefined, { signal })
      isSent = true
    },
  }
}

class RefusedError extends Error {}

/** Undoes the last blocks; requests that were in them are posted again, as a real chain's pool would. */
async function reorganise({ client }: Scene, random: Random, stream: Stream): Promise<void> {
  const before = await client.getBlockNumber()
  const id = await client.snapshot()
  await wait(random.integer(UNDONE.least, UNDONE.most))
  const undone = await client.getBlockNumber()
  await client.revert({ id })
  await stream.repost()
  // A chain that is only shorter is taken for a node that lags.
  await client.mine({ blocks: Number(undone - before) + 1 })
}

function sumOf(list: readonly TroubledNode['happened'][]): TroubledNode['happened'] {
  const sum = { refused: 0, error: 0, slow: 0, dropped: 0, answerLost: 0 }
  for (const each of list) {
    for (const kind of Object.keys(sum) as (keyof typeof sum)[]) sum[kind] += each[kind]
  }
  return sum
}
