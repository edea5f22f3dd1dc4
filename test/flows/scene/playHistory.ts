import { randomBytes } from 'node:crypto'
import { PROFILE_EXACT, PROFILE_NATIVE, tensorRoot } from '@assay/program'
import {
  encodeQuorumParams,
  hashCommitment,
  hashRequest,
  KEY_SCOPES,
  models,
  type Plan,
  type Request,
} from '@assay/sdk'
import { bytesToHex, type Hex, zeroHash } from 'viem'
import { ask } from './ask.ts'
import { type DisputeScene, OFFER } from './disputeScene.ts'
import type { Person } from './openScene.ts'
import { startWatcher } from './startWatcher.ts'
import { startWorker } from './startWorker.ts'

const FEE = 400_000n
const COLLATERAL = 60_000n
/** What nobody should ever run: it is a worker's own word. */
export const HOSTILE_NAME = '<script>alert("x")</script>\u0000\u202E; drop table jobs --'

/** Everybody who does something in the history. */
export interface Cast {
  readonly requester: Person
  readonly workers: readonly [Person, Person, Person]
  readonly watcher: Person
}

/** The cast of a history, with money in the ledger. */
export async function openCast(at: DisputeScene): Promise<Cast> {
  const workers = [
    await at.scene.newPerson(),
    await at.scene.newPerson(),
    await at.scene.newPerson(),
  ] as const
  const cast = {
    requester: await at.scene.newPerson(),
    workers,
    watcher: await at.scene.newPerson(),
  }
  for (const person of [cast.requester, ...workers, cast.watcher])
    await done(person, person.client.balances.deposit({ amount: 200_000_000n }))
  return cast
}

async function done({ client }: Person, hash: Promise<Hex>): Promise<void> {
  const { status } = await client.waitForTransactionReceipt({ hash: await hash })
  if (status !== 'success') throw new Error(`transaction ${await hash} reverted`)
}

/** What a worker sends for a seat, signed. */
async function resultOf(
  worker: Person,
  deploymentOf: DisputeScene,
  request: Request,
  byte: number,
) {
  const output = new Uint8Array(40).fill(byte)
  const receipt = {
    worker: worker.address,
    request: hashRequest(deploymentOf.scene.deployment, request),
    outputRoot: await tensorRoot(output),
    evidenceHash: zeroHash,
    profile: PROFILE_NATIVE,
    completedAt: 1_700_000_000n,
  }
  const signature = await worker.client.work.signReceipt({ request, receipt })
  return { receipt, signature, output }
}

/** Everything that can happen to a job of one seat and its money, but a dispute. */
export async function playJobs(at: DisputeScene, { requester, workers }: Cast): Promise<void> {
  const { client } = requester
  const [first, second] = workers
  const input = (byte: number) => new Uint8Array(784).fill(byte)
  const terms = { model: at.model, fee: FEE, collateral: COLLATERAL, lockFor: 60, expiresIn: 600 }
  const answer = async (worker: Person, request: Request, byte: number) => {
    await done(worker, worker.client.work.claim({ request }))
    const result = await resultOf(worker, at, request, byte)
    const finalize = request.policy.verifier === at.scene.deployment.verifiers.signature
    await done(worker, worker.client.work.submit({ request, seat: 0, ...result, finalize }))
  }

  // Accepted at once, under a signature only; its callback names an account without code.
  const callback = { target: `0x${'dd'.repeat(20)}` as const, gasLimit: 50_000, when: 2 }
  const won = await ask(requester, { ...terms, input: input(1), callback })
  await answer(first, won.request, 1)

  // A worker misses its deadline, and another rescues the job.
  const late = await ask(requester, { ...terms, input: input(2) })
  await done(second, second.client.work.claim({ request: late.request }))
  await at.pass(61)
  await done(first, first.client.jobs.forfeit({ request: late.request }))
  await answer(first, late.request, 2)

  // Missed, and never rescued: the reward is burned. Its input is only named.
  const uris = ['data:text/html,<script>alert(1)</script>', 'ftp://nowhere/%00']
  const lost = await ask(requester, { ...terms, input: input(3), uris })
  await done(second, second.client.work.claim({ request: lost.request }))
  await at.pass(61)
  await done(first, first.client.jobs.forfeit({ request: lost.request }))
  await at.pass(600)
  await done(requester, client.jobs.expire({ request: lost.request }))

  const cancelled = await ask(requester, { ...terms, input: input(4) })
  await done(requester, client.requests.cancel({ request: cancelled.request }))
  // Still open at the end.
  await ask(requester, { ...terms, input: input(5), expiresIn: 86_400 })

  // Signed off chain: answered in one call, and another one cancelled before anybody had it.
  const signed = await client.requests.prepare({
    ...{ model: at.model, input: input(6), fee: FEE, signed: true, worker: first.address },
  })
  const signature = await client.requests.sign({ request: signed.request })
  const { signature: receiptSignature, ...told } = await resultOf(first, at, signed.request, 6)
  const { hash } = await first.client.work.fulfil({
    ...{ ...signed, signature, worker: first.address, receiptSignature, ...told },
  })
  await done(first, Promise.resolve(hash))
  const unused = { ...signed.request, nonce: signed.request.nonce ^ 1n }
  await done(requester, client.requests.cancel({ request: unused }))

  // Accepted after a window in which nobody challenged.
  const { optimistic } = at.scene.deployment.verifiers
  const quiet = await ask(requester, {
    ...{ ...terms, input: input(7), collateral: OFFER.collateral, verifier: optimistic },
    params: `0x${'78'.padStart(64, '0')}${'1'.padStart(64, '0')}`,
  })
  await answer(first, quiet.request, 7)
  await at.pass(0x78 + 1)
  await done(first, first.client.jobs.finalize({ request: quiet.request }))
}

/** Jobs of three seats: one with an absent and a differing seat, one that does not fill. */
export async function playQuorum(at: DisputeScene, { requester, workers }: Cast): Promise<void> {
  const params = encodeQuorumParams({ k: 2, window: 0, drawn: false, takesLarge: false })
  const terms = {
    ...{ model: at.model, fee: FEE, collateral: COLLATERAL, lockFor: 120, seats: 3, params },
    verifier: at.scene.deployment.verifiers.quorum,
  }
  const { request, jobId } = await ask(requester, { ...terms, input: new Uint8Array(784).fill(31) })
  const answers = await Promise.all(
    workers.map(async (worker, seat) => {
      const result = await resultOf(worker, at, request, seat === 2 ? 9 : 8)
      const salt = bytesToHex(randomBytes(32))
      return { worker, seat, ...result, salt }
    }),
  )
  for (const { worker } of answers) await done(worker, worker.client.work.claim({ request }))
  for (const { worker, seat, receipt, salt } of answers) {
    const { outputRoot } = receipt
    const commitment = hashCommitment({ job: jobId, worker: worker.address, outputRoot, salt })
    await done(worker, worker.client.work.commit({ request, seat, commitment }))
  }
  for (const { worker, ...submission } of answers)
    await done(worker, worker.client.work.submit({ request, ...submission, finalize: false }))
  await done(requester, requester.client.jobs.finalize({ request }))

  const lonely = { ...terms, input: new Uint8Array(784).fill(32), expiresIn: 86_400 }
  const half = await ask(requester, lonely)
  const [first] = workers
  await done(first, first.client.work.claim({ request: half.request }))
  await at.pass(3_601)
  await done(first, first.client.work.leave({ request: half.request, seat: 0 }))
  // Taken again, and never filled.
  await done(first, first.client.work.claim({ request: half.request }))
}

/** A liar is refuted by a game to its end; another claim by pages that nobody showed; a third challenge is lost by silence. */
export async function playDisputes(at: DisputeScene, cast: Cast): Promise<void> {
  const { scene } = at
  const { requester, workers, watcher } = cast
  const liar = await scene.newPerson()
  const guard = await scene.newPerson()
  const input = new Uint8Array(784).map((_, index) => (index * 13) % 256)
  const lying = await startWorker(scene, {
    ...{ person: liar, models: at.models, lie: ['--lie', 'middle-step'] },
  })
  const watching = await startWatcher(scene, { person: guard, files: [at.path] })
  const lied = await at.askOf(liar, input)
  await at.reaches(lied.jobId, 'rejected', 120)
  for (const { process } of [lying, watching]) await process.kill('SIGKILL')

  const header = await at.header()
  const [worker] = workers
  const claimed = async (byte: number) => {
    const asked = await at.askOf(worker, input.with(0, byte))
    const { request } = asked
    await done(worker, worker.client.work.claim({ request }))
    const result = await resultOf(worker, at, request, byte)
    const receipt = { ...result.receipt, profile: PROFILE_EXACT }
    const signature = await worker.client.work.signReceipt({ request, receipt })
    const sent = { ...result, receipt, signature, finalize: false }
    await done(worker, worker.client.work.submit({ request, seat: 0, ...sent }))
    return asked
  }
  const withheld = await claimed(101)
  const disputed = { request: withheld.request, seat: 0, header }
  await done(watcher, watcher.client.demands.make({ ...disputed, first: 0, count: 2 }))
  const [demand] = await requester.client.demands.list({ jobId: withheld.jobId })
  await at.passBeyond(demand!.deadline)
  await done(watcher, watcher.client.demands.timeout({ demand: demand!.demand }))
  await done(requester, requester.client.jobs.finalize({ request: withheld.request }))

  // The worker never opens its trace, and somebody ends the game.
  const silent = await claimed(102)
  await done(
    watcher,
    watcher.client.disputes.challenge({ request: silent.request, seat: 0, header }),
  )
  const [game] = await requester.client.disputes.list({ jobId: silent.jobId })
  await at.passBeyond(game!.deadline!)
  await done(
    watcher,
    watcher.client.disputes.move({ game: game!.game, move: { kind: 'timeout' }, header }),
  )
  await done(requester, requester.client.jobs.finalize({ request: silent.request }))

  // Still open at the end, with a demand beside it.
  const open = await claimed(103)
  const again = { request: open.request, seat: 0, header }
  await done(watcher, watcher.client.disputes.challenge(again))
  await done(watcher, watcher.client.demands.make({ ...again, first: 1, count: 1 }))
}

/** What accounts register and move. */
export async function playRegistries(at: DisputeScene, cast: Cast): Promise<void> {
  const { scene, model } = at
  const { requester, workers } = cast
  const [first, second] = workers
  const { modelId } = model
  const publisher = { deployment: scene.deployment }
  for (const [name, root, royaltyBps] of [
    ['digits', `0x${'11'.repeat(32)}`, 250],
    ['acme/pump', `0x${'22'.repeat(32)}`, 0],
  ] as const) {
    const hash = await models.publish(scene.client, {
      ...{ ...publisher, name, root, royaltyBps, profile: PROFILE_NATIVE },
      ...{ inputBytes: 0, outputBytes: 0, cardUri: `javascript:alert('${name}')` },
      cardDigest: zeroHash,
    })
    await scene.client.waitForTransactionReceipt({ hash })
  }
  const royal = await models.get(scene.client, { ...publisher, name: 'digits' })
  const paidModel = { model: royal, input: new Uint8Array(784).fill(50), fee: FEE }
  const { request } = await ask(requester, { ...paidModel, collateral: COLLATERAL })
  await done(first, first.client.work.claim({ request }))
  const result = await resultOf(first, at, request, 50)
  await done(first, first.client.work.submit({ request, seat: 0, ...result }))

  const endpoint = 'https://worker.example/<img src=x onerror=alert(1)>'
  await done(first, first.client.workers.setProfile({ name: HOSTILE_NAME, endpoint }))
  const asked = { model: modelId, fee: FEE, collateral: COLLATERAL, lockFor: 60 }
  await done(first, first.client.workers.setAsk(asked))
  await done(first, first.client.workers.setAsk({ ...asked, model: royal.modelId, fee: 1n }))
  await done(second, second.client.workers.setAsk(asked))
  await done(second, second.client.workers.removeAsk({ model: modelId }))
  await done(first, first.client.workers.stake({ slots: 3n }))
  await done(first, first.client.workers.unstake({ slots: 1n }))
  await done(second, second.client.workers.stake({ slots: 2n }))
  await done(second, second.client.workers.unstake({ slots: 2n }))
  await at.pass(45 * 86_400 + 1)
  await done(second, second.client.workers.withdrawStake())

  const key = await scene.newPerson()
  const validUntil = Number((await scene.client.getBlock()).timestamp) + 1_000_000
  const listed = { owner: requester.address, scope: KEY_SCOPES.request, validUntil }
  const consent = await key.client.keys.signConsent(listed)
  await done(requester, requester.client.keys.set({ ...listed, signer: key.address, consent }))
  await done(requester, requester.client.keys.revoke({ signer: key.address }))
  await done(requester, requester.client.balances.withdraw({ amount: 5n }))
  await done(requester, requester.client.balances.transfer({ receiver: key.address, amount: 7n }))
  await playSchedule(at, cast)
}

/** A schedule of which one run is triggered, and which its owner ends; another one waits. */
async function playSchedule(at: DisputeScene, { requester, watcher }: Cast): Promise<void> {
  const { scene } = at
  const { client } = requester
  // Returns the same 32 bytes each time: offset 32, length 32, and the bytes.
  const source: Hex = `0x${'50'.repeat(20)}`
  await scene.client.setCode({
    address: source,
    bytecode: `0x60205f5260206020527f${'03'.repeat(32)}60405260605ff3`,
  })
  const { request } = await client.requests.prepare({
    ...{ model: at.model, input: new Uint8Array(784), fee: FEE, nonce: 0n },
  })
  const now = Number((await scene.client.getBlock()).timestamp)
  const plan: Plan = {
    template: { ...request, inputRoot: zeroHash, offer: { ...request.offer, expiry: 600 } },
    ...{ source, firstRun: now + 100, period: 60, runs: 2, tip: 1_000n, salt: 1n },
  }
  const waiting = { ...plan, firstRun: now + 10_000_000, salt: 2n }
  await done(requester, client.plans.create({ plan }))
  await done(requester, client.plans.create({ plan: waiting }))
  const spender = scene.deployment.schedule
  await done(requester, client.balances.approve({ spender, amount: 10n * FEE }))
  await at.pass(101)
  await done(watcher, watcher.client.plans.trigger({ plan }))
  await done(requester, client.plans.end({ plan }))
}
