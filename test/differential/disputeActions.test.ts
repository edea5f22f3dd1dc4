import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { disputeCommand } from '@assay/cli'
import {
  answerDemand,
  byteLength,
  commitTrace,
  type DisputeRole,
  type DisputeTrace,
  evaluate,
  nextMove,
  rankProof,
  trace,
} from '@assay/program'
import { Random, sampleProgram, tellLie } from '@assay/program/testing'
import { claimIdOf } from '@assay/protocol'
import { type AssayActions, assayActions, BaseError, ContractError, type Dispute } from '@assay/sdk'
import { bytesToHex, createWalletClient, custom, type Hex, toHex } from 'viem'
import { hardhat } from 'viem/chains'
import {
  BOND,
  type DisputeChain,
  MOVE_TIME,
  openDisputeChain,
  PAGE_FEE,
  WINDOW,
} from './dispute/openDisputeChain.ts'
import { submitClaim } from './dispute/submitClaim.ts'

const seed = Number(process.env.ASSAY_SEED ?? 1)
const random = new Random(seed)
const options = { timeout: 120_000 }

/** How long the first move of a game has: the whole budget of its side, and the free part. */
const FIRST_MOVE = 4 * MOVE_TIME + MOVE_TIME / 4

let chain: DisputeChain
let honest: DisputeTrace
let liar: DisputeTrace
let claims = 0

before(async () => {
  console.log(`actions of disputes: ASSAY_SEED=${seed}`)
  chain = await openDisputeChain()
  const program = sampleProgram()
  const input = random.bytes(byteLength(program.input))
  honest = await commitTrace({ program, input, tensors: trace(program, input) })
  const told = await tellLie(random, honest, 'middle')
  assert.ok(told)
  liar = told
}, options)

/** The SDK's actions for one of the chain's accounts. */
function actionsOf(index: number): AssayActions {
  const { deployment, provider } = chain
  const account = chain.accounts[index]!.address
  const request = (call: { method: string; params?: unknown }) =>
    provider.request({ method: call.method, params: call.params as unknown[] })
  return createWalletClient({
    ...{ account, chain: hardhat, transport: custom({ request }, { retryCount: 0 }) },
  }).extend(assayActions(deployment))
}

const submit = async (outputRoot: Hex) => {
  const worker = chain.accounts[1]!
  const seed = ++claims
  await chain.catchUp()
  const { job, request } = await submitClaim(chain, {
    ...{ seed, honest, outputRoot, worker },
  })
  return { job, request, claim: claimIdOf({ job, worker: worker.address, outputRoot }) }
}

/** One number of what a step produced. */
function numberAt({ program, tensors }: DisputeTrace, step: number, element: number): bigint {
  const bytes = tensors[step]!
  if (program.steps[step]!.output.dtype === 'u8') return BigInt(bytes[element]!)
  return BigInt(new DataView(bytes.buffer, bytes.byteOffset).getInt32(4 * element, true))
}

/** Plays with what `disputes.get` tells and `nextMove` decides, until nobody has a move. */
async function play(
  game: bigint,
  sides: Record<DisputeRole, [AssayActions, DisputeTrace]> & {
    readonly beforeJudge?: (dispute: Dispute) => Promise<void>
  },
) {
  const { header } = honest.commitment
  for (;;) {
    let moved = false
    for (const role of ['worker', 'challenger'] as const) {
      const [actions, own] = sides[role]
      const dispute = await actions.disputes.get({ game })
      const { position } = dispute
      // What the clock says is another test's matter.
      const now = position.deadline
      const move = await nextMove({ game: position, role, now, trace: async () => own })
      if (move.kind === 'none') continue
      if (move.kind === 'judge') await sides.beforeJudge?.(dispute)
      await actions.disputes.move({ game, move, header })
      moved = true
    }
    if (!moved) return sides.challenger[0].disputes.get({ game })
  }
}

test('a lie is challenged and narrowed down to the number that is wrong', options, async () => {
  const [worker, challenger] = [actionsOf(1), actionsOf(4)]
  const { request, claim, job } = await submit(liar.outputRoot)
  const salt = toHex(7, { size: 32 })
  const traceRoot = bytesToHex(honest.traceTree.root)
  await challenger.disputes.commit({ claim, traceRoot, salt })
  const committed = await chain.client.getBlockNumber()
  await challenger.disputes.challenge({ request, header: honest.commitment.header })
  const [begun] = await challenger.disputes.list({ jobId: job })
  assert.ok(begun)
  assert.equal(begun.turn, 'worker')
  assert.equal(begun.path.steps, honest.program.steps.length)
  assert.equal(begun.moves[0]?.timestamp, begun.deadline! - FIRST_MOVE)

  const ended = await play(begun.game, {
    worker: [worker, liar],
    challenger: [challenger, honest],
    beforeJudge: async ({ game, position }) => {
      const proof = await rankProof(position, honest)
      assert.ok(proof)
      await assert.rejects(
        challenger.disputes.rank({ game, proof, salt: toHex(8, { size: 32 }) }),
        (error) => error instanceof ContractError && error.errorName === 'NotCommitted',
      )
      await challenger.disputes.rank({ game, proof, salt })
    },
  })
  assert.equal(ended.state, 'challenger-won')
  assert.deepEqual(ended.ranked, {
    since: committed,
    element: BigInt(ended.path.element!.index),
    value: ended.path.element!.actual,
  })
  assert.ok(ended.ranked.since < ended.since)
  assert.equal(ended.bondTo, chain.accounts[4]!.address)
  assert.equal(ended.turn, undefined)
  const { step, page, element } = ended.path
  assert.ok(step && page?.bytes && element)
  const wrong = honest.roots.findIndex((root, i) => root !== liar.roots[i])
  assert.equal(step.index, wrong)
  assert.equal(step.root, liar.roots[wrong])
  assert.equal(element.claimed, numberAt(liar, wrong, element.index))
  assert.equal(element.actual, numberAt(honest, wrong, element.index))
  assert.equal(element.index, (page.index * 256) / step.elementBytes + element.place)
  assert.deepEqual(
    ended.moves.map(({ kind }) => kind),
    ['challenged', 'trace-opened', 'step-picked', 'page-shown', 'element-judged'],
  )
  const hashes = new Set(ended.moves.map(({ transactionHash }) => transactionHash))
  assert.equal(hashes.size, ended.moves.length)

  const by = async (filter: Parameters<AssayActions['disputes']['list']>[0]) =>
    (await challenger.disputes.list(filter)).map(({ game }) => game)
  assert.deepEqual(await by({ claim }), [ended.game])
  assert.deepEqual(await by({ challenger: chain.accounts[4]!.address }), [ended.game])
  assert.ok((await by({ worker: chain.accounts[1]!.address })).includes(ended.game))
  assert.deepEqual(await by({ worker: chain.accounts[2]!.address }), [])
  const { address } = chain.accounts[5]!
  assert.deepEqual(await by({ challenger: address }), [])
})

test('anyone may end a missed move, and the bond moves', options, async () => {
  const { request } = await submit(honest.outputRoot)
  const sham = actionsOf(5)
  await sham.disputes.challenge({ request, header: honest.commitment.header })
  const [begun] = await sham.disputes.list({ challenger: chain.accounts[5]!.address })
  assert.ok(begun)
  const worker = actionsOf(1)
  const { game } = begun
  const asked = await worker.disputes.get({ game })
  const now = asked.deadline!
  const open = await nextMove({
    ...{ game: asked.position, role: 'worker', now },
    trace: async () => honest,
  })
  assert.equal(open.kind, 'openTrace')
  assert.ok(open.kind === 'openTrace')
  const { header } = honest.commitment
  await worker.disputes.move({ game, move: open, header })
  await assert.rejects(
    worker.disputes.move({ game, move: { kind: 'timeout' }, header }),
    (error) => error instanceof BaseError && /time until/.test(error.shortMessage),
  )
  await chain.provider.request({
    method: 'evm_increaseTime',
    params: [FIRST_MOVE + 1],
  })
  await chain.provider.request({ method: 'evm_mine', params: [] })
  const before = await chain.balanceOf(chain.accounts[1]!.address)
  await worker.disputes.move({ game, move: { kind: 'timeout' }, header })
  const ended = await worker.disputes.get({ game })
  assert.equal(ended.state, 'worker-won')
  assert.equal(ended.moves.at(-1)?.kind, 'timed-out')
  assert.equal(ended.moves.at(-1)?.by, 'challenger')
  assert.equal(await chain.balanceOf(chain.accounts[1]!.address), before + BOND)
})

test('a move is signed by its mover, and submitted by somebody else, once', options, async () => {
  const { request } = await submit(liar.outputRoot)
  const { header } = honest.commitment
  const { address } = chain.accounts[9]!
  await actionsOf(9).disputes.challenge({ request, header })
  const [begun] = await actionsOf(9).disputes.list({ challenger: address })
  assert.ok(begun)
  const { game, position, deadline: now = 0 } = begun
  const move = await nextMove({
    ...{ game: position, role: 'worker', now },
    trace: async () => liar,
  })
  assert.ok(move.kind === 'openTrace')
  const signed = await actionsOf(1).disputes.signMove({ game, move, header })
  const stranger = actionsOf(3)
  await assert.rejects(
    stranger.disputes.relay({ ...signed, signature: `0x${'11'.repeat(65)}` }),
    (error) => error instanceof BaseError && error.name === 'ContractError',
  )
  await stranger.disputes.relay(signed)
  const opened = await stranger.disputes.get({ game })
  assert.deepEqual(
    opened.moves.map(({ kind, by }) => `${by} ${kind}`),
    ['challenger challenged', 'worker trace-opened'],
  )
  await assert.rejects(
    stranger.disputes.relay(signed),
    (error) => error instanceof BaseError && error.name === 'ContractError',
  )
})

test('what one game opened, another takes over', options, async () => {
  const { request, job } = await submit(liar.outputRoot)
  const { header } = honest.commitment
  const [worker, first, second, third] = [1, 4, 5, 6].map(actionsOf) as [
    AssayActions,
    AssayActions,
    AssayActions,
    AssayActions,
  ]
  await first.disputes.challenge({ request, header })
  await second.disputes.challenge({ request, header })
  const [two, one] = await first.disputes.list({ jobId: job })
  assert.ok(one && two)
  await assert.rejects(
    actionsOf(3).disputes.reuse({ game: two.game }),
    (error) => error instanceof ContractError && error.errorName === 'NotOpenedYet',
  )
  await play(one.game, { worker: [worker, liar], challenger: [first, honest] })
  // The second waited for the same opening, which anyone may now take over; from there it goes on by itself.
  await actionsOf(3).disputes.reuse({ game: two.game })
  const ended = await play(two.game, { worker: [worker, liar], challenger: [second, honest] })
  assert.equal(ended.state, 'challenger-won')
  assert.deepEqual(
    ended.moves.map(({ kind }) => kind),
    [
      ...(['challenged', 'opening-reused', 'step-picked', 'opening-reused'] as const),
      'element-judged',
    ],
  )
  assert.deepEqual(ended.path.element, (await first.disputes.get({ game: one.game })).path.element)
  await assert.rejects(
    third.disputes.challenge({ request, header }),
    (error) => error instanceof ContractError && error.errorName === 'AlreadyRefuted',
  )
})

test('demanded pages are shown for a fee, and read back', options, async () => {
  const { request, job } = await submit(honest.outputRoot)
  const [asker, worker] = [actionsOf(0), actionsOf(1)]
  const { header, steps } = honest.commitment
  const step = honest.program.outputs[0]!
  await asker.demands.make({
    ...{ request, header, first: 0, count: 1 },
    output: { index: 0, encoding: steps[step]!, proof: honest.commitment.proveStep(step) },
  })
  const [demand] = await worker.demands.list({ jobId: job })
  assert.ok(demand)
  assert.deepEqual(
    [demand.what, demand.output, demand.first, demand.count, demand.state],
    ['output', 0, 0, 1, 'open'],
  )
  const answer = await answerDemand({
    tensors: [honest.tensors[step]!],
    position: 0,
    first: 0,
    count: 1,
  })
  await worker.demands.answer({ demand: demand.demand, answer })
  const [shown] = await worker.demands.list({ worker: chain.accounts[1]!.address })
  assert.equal(shown?.state, 'answered')
  const bytes = evaluate(honest.program, honest.input)
  assert.equal(shown.pages?.slice(0, 2 + 2 * bytes.length), toHex(bytes))
  await assert.rejects(worker.demands.timeout({ demand: demand.demand }), /is answered/)

  // The fee waits until nobody can refute the result any more.
  const paid = chain.accounts[1]!.address
  const before = await chain.balanceOf(paid)
  await assert.rejects(
    worker.demands.settle({ demand: demand.demand }),
    (error) => error instanceof ContractError && error.errorName === 'ClaimNotDecided',
  )
  await chain.provider.request({ method: 'evm_increaseTime', params: [WINDOW + MOVE_TIME] })
  await chain.provider.request({ method: 'evm_mine', params: [] })
  await asker.demands.settle({ demand: demand.demand })
  const [settled] = await worker.demands.list({ worker: paid })
  assert.equal(settled?.state, 'settled')
  assert.equal(settled.feeTo, paid)
  assert.equal(await chain.balanceOf(paid), before + PAGE_FEE)
})

test('what cannot be done is told in words', options, async () => {
  const actions = actionsOf(6)
  await assert.rejects(
    actions.disputes.get({ game: 999n }),
    (error) => error instanceof BaseError && error.name === 'DisputeNotFoundError',
  )
  const { request } = await submit(liar.outputRoot)
  const { header } = honest.commitment
  await actions.disputes.challenge({ request, header })
  await assert.rejects(
    actions.disputes.challenge({ request, header }),
    (error) => error instanceof BaseError && /already/.test(error.shortMessage),
  )
  await assert.rejects(
    actionsOf(7).disputes.challenge({ request, header: header.with(3, 99) }),
    (error) => error instanceof BaseError && error.name === 'ContractError',
  )
  const { bond, moveTime } = await actions.disputes.getTerms()
  assert.deepEqual([bond, moveTime], [BOND, MOVE_TIME])
})

let server: Server | undefined
const folder = mkdtempSync(join(tmpdir(), 'assay-dispute-'))
after(() => {
  server?.close()
  rmSync(folder, { recursive: true })
})

test('assay dispute show draws the games of a job from the chain', options, async () => {
  const { provider } = chain
  server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const { id, method, params } = JSON.parse(Buffer.concat(parts).toString())
    const result = await provider.request({ method, params })
    outgoing.setHeader('content-type', 'application/json')
    outgoing.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
  const listening = server
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done))
  const rpcUrl = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  const record = join(folder, 'deployment.json')
  writeFileSync(record, JSON.stringify({ ...chain.deployment, rpcUrl }))

  const show = async (...args: string[]) => {
    const written: string[] = []
    const command = disputeCommand((text) => written.push(text))
    await command
      .exitOverride()
      .parseAsync(['show', ...args, '--deployment', record], { from: 'user' })
    return written.join('')
  }
  const [worker, challenger] = [actionsOf(1), actionsOf(8)]
  const { request, job } = await submit(liar.outputRoot)
  await challenger.disputes.challenge({ request, header: honest.commitment.header })
  const [begun] = await challenger.disputes.list({ jobId: job })
  assert.ok(begun)
  assert.match(await show(job), /the worker (has to open|missed)/)
  await play(begun.game, { worker: [worker, liar], challenger: [challenger, honest] })
  const drawn = await show(String(begun.game))
  assert.match(drawn, /the challenger has won; the result is wrong/)
  assert.match(drawn, /└─ step \d+ +[A-Z]\w+ u8|└─ step \d+ +[A-Z]\w+ i32/)
  assert.match(drawn, /└─ element \d+ .* the worker says -?\d+, the referee computed -?\d+/)
  assert.match(drawn, /bond 0\.005 /)
  const data = JSON.parse(await show(job, '--json'))
  assert.equal(data.dispute.game, String(begun.game))
  assert.equal(data.dispute.state, 'challenger-won')
  await assert.rejects(show('what'), /neither the id of a job nor the number of a game/)
  await assert.rejects(show(`0x${'12'.repeat(32)}`), /Nobody has disputed job/)
})
