import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  encodeOptimisticParams,
  encodeQuorumParams,
  FILL_TIME,
  type QuorumParams,
  type Request,
  type SeatState,
} from '@assay/protocol'
import { exampleRequest } from '@assay/protocol/testing'
import fc from 'fast-check'
import { type Address, type Hex, numberToHex } from 'viem'
import { decide } from './decide.ts'
import type { JobView } from './JobView.ts'
import type { ModelRule, Rules, WorkerState } from './Rules.ts'
import { DELIVERY_TRIES } from './steps.ts'

const NOW = 1_000_000
const address = (digit: string): Address => `0x${digit.repeat(40)}`
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const worker = address('a')
const other = address('b')
const verifier = address('c')
const model = hash('d')

const sizes = { inputBytes: 4, outputBytes: 8 }
const published = (royaltyBps: number) => new Map([[model, { royaltyBps, ...sizes }]])

const state = (change: Partial<WorkerState> = {}): WorkerState => ({
  address: worker,
  ledgerBalance: 1_000n,
  walletBalance: 1_000n,
  coinBalance: 10n,
  isOutOfGas: false,
  depositAgainAt: 0,
  gasPrice: 0n,
  gasCost: 0n,
  published: published(0),
  runTimes: new Map(),
  promised: [],
  promisedGas: 0n,
  promisedCollateral: 0n,
  claimedCollateral: 0n,
  keyUntil: undefined,
  draining: false,
  ...change,
})

const rule = (change: Partial<ModelRule> = {}): ModelRule => ({
  ...{ minFee: 100n, patience: 0, allow: [], deny: [], maxCollateral: 500n, exact: true },
  ...sizes,
  ...change,
})

const rules = (change: Partial<Rules> = {}): Rules => ({
  models: new Map([[model, rule()]]),
  allow: [],
  deny: [],
  verifiers: [verifier],
  instantVerifiers: [verifier],
  optimistic: address('e'),
  quorum: address('f'),
  undrawnQuorums: false,
  leaveUnfilled: true,
  longestWindow: 600,
  minLockFor: 5,
  maxJobs: 2,
  concurrency: 1,
  maxFetches: 4,
  maxCollateral: 500n,
  maxTotalCollateral: 10n ** 30n,
  coinPrice: 0n,
  autoDeposit: true,
  minCoinBalance: 5n,
  housekeeping: 'rescue',
  ...change,
})

type Change = Partial<Omit<JobView, 'request'>> & {
  offer?: Partial<Request['offer']>
  policy?: Partial<Request['policy']>
  requestModel?: Hex
}

function job({ offer, policy, requestModel = model, ...change }: Change = {}): JobView {
  return {
    id: hash('1'),
    state: 'open',
    worker: undefined,
    deadline: undefined,
    input: 'ready',
    inline: true,
    hasResult: false,
    busy: false,
    fetching: false,
    request: exampleRequest({
      requester: other,
      model: requestModel,
      inputRoot: hash('2'),
      offer: { minFee: 100n, maxFee: 100n, expiry: NOW + 600, collateral: 10n, ...offer },
      policy: { verifier, ...policy },
    }),
    ...change,
  }
}

const own = { state: 'claimed', worker, deadline: NOW + 60 } as const
const others = { state: 'claimed', worker: other, deadline: NOW + 60 } as const

/** What is done about one job, and why nothing is. */
function about(
  one: JobView,
  {
    worker: w = {},
    rules: r = {},
    now = NOW,
  }: { worker?: Partial<WorkerState>; rules?: Partial<Rules>; now?: number } = {},
): string {
  const { actions, skipped } = decide([one], state(w), rules(r), now)
  return [...actions.map(({ type }) => type), ...skipped.map(({ reason }) => reason)].join(' ')
}

test('each state of a job has its next step, from fetch to close', () => {
  assert.equal(about(job({ input: 'unknown' })), 'fetch')
  assert.equal(about(job()), 'claim')
  assert.equal(about(job(own)), 'run')
  assert.equal(about(job({ ...own, hasResult: true })), 'submit')
  assert.equal(about(job({ state: 'submitted', worker })), 'finalize')
  assert.equal(about(job({ state: 'accepted', worker })), 'close')
})

test('what is under way is left alone', () => {
  for (const change of [{}, { input: 'unknown' as const }, own, { ...own, hasResult: true }]) {
    assert.equal(about(job({ ...change, busy: true })), '')
  }
})

test('every job that is not taken has its reason', () => {
  assert.equal(about(job({ requestModel: hash('e') })), 'close model-not-served')
  assert.equal(about(job({ policy: { verifier: other } })), 'close verifier-not-trusted')
  assert.equal(about(job({ policy: { params: '0x00' } })), 'close verifier-params-unknown')
  assert.equal(
    about(job({ policy: { verifier: other, params: '0x00' } }), { rules: { verifiers: [other] } }),
    'close verifier-params-unknown',
  )
  assert.equal(about(job({ policy: { seats: 2 } })), 'close seats-not-supported')
  assert.equal(about(job({ offer: { worker: other } })), 'close other-worker-named')
  assert.equal(about(job({ offer: { worker } })), 'claim')
  assert.equal(about(job({ offer: { minFee: 99n, maxFee: 99n } })), 'fee-too-low')
  assert.equal(about(job({ offer: { collateral: 501n } })), 'close collateral-too-high')
  assert.equal(about(job({ offer: { lockFor: 4 } })), 'time-too-short')
  assert.equal(about(job(), { rules: { deny: [other] } }), 'close requester-denied')
  assert.equal(about(job(), { rules: { allow: [worker] } }), 'close requester-not-allowed')
  assert.equal(about(job(), { rules: { allow: [other] } }), 'claim')
  assert.equal(about(job(), { worker: { draining: true } }), 'draining')
  assert.equal(about(job(), { worker: { coinBalance: 4n } }), 'gas-balance-too-low')
  assert.equal(about(job({ input: { unusable: 'input-unavailable' } })), 'input-unavailable')
  assert.equal(
    about(job({ input: { unusable: 'input-does-not-fit' } })),
    'close input-does-not-fit',
  )
  assert.equal(about(job(others)), 'claimed-by-another')
})

test('a model has requesters and a collateral of its own, beside those of all models', () => {
  const under = (own: Partial<ModelRule>, change: Partial<Rules> = {}) =>
    about(job(), { rules: { models: new Map([[model, rule(own)]]), ...change } })
  assert.equal(under({ deny: [other] }), 'close requester-denied')
  assert.equal(under({ allow: [worker] }), 'close requester-not-allowed')
  assert.equal(under({ allow: [other] }), 'claim')
  // Who is refused everywhere is not let in by one model.
  assert.equal(under({ allow: [other] }, { deny: [other] }), 'close requester-denied')
  assert.equal(under({ maxCollateral: 9n }), 'close collateral-too-high')
  assert.equal(under({ maxCollateral: 10n }), 'claim')
})

test('a rising fee is waited for as long as the operator has the patience, while it rises and can still be claimed', () => {
  // It suffices from NOW on (100 of 0 to 200), and rises for 100 seconds more.
  const rising = { minFee: 0n, maxFee: 200n, rampStart: NOW - 100, rampLength: 200 }
  const at = (now: number, patience: number, offer: Partial<Request['offer']> = {}) =>
    about(job({ offer: { ...rising, ...offer } }), {
      rules: { models: new Map([[model, rule({ patience })]]) },
      now,
    })
  assert.equal(at(NOW, 0), 'claim')
  assert.equal(at(NOW - 1, 30), 'fee-too-low')
  assert.equal(at(NOW, 30), 'waiting-for-fee')
  assert.equal(at(NOW + 29, 30), 'waiting-for-fee')
  assert.equal(at(NOW + 30, 30), 'claim')
  // The rise is over before the patience.
  assert.equal(at(NOW + 99, 1_000), 'waiting-for-fee')
  assert.equal(at(NOW + 100, 1_000), 'claim')
  // The last seconds before the expiry are for the claim.
  assert.equal(at(NOW + 44, 1_000, { expiry: NOW + 50 }), 'waiting-for-fee')
  assert.equal(at(NOW + 45, 1_000, { expiry: NOW + 50 }), 'claim')
  // A fee that does not rise is taken at once.
  assert.equal(at(NOW, 1_000, { minFee: 200n }), 'claim')
})

test('all jobs together lock no more than the operator allows', () => {
  const limit = { rules: { maxTotalCollateral: 25n } }
  assert.equal(about(job({ offer: { collateral: 25n } }), limit), 'claim')
  assert.equal(about(job({ offer: { collateral: 26n } }), limit), 'exposure-too-high')
  const promised = { worker: { promisedCollateral: 16n }, ...limit }
  assert.equal(about(job(), promised), 'exposure-too-high')
  // What locks nothing is taken however much is locked.
  assert.equal(about(job({ offer: { collateral: 0n } }), promised), 'claim')
  // Of two new jobs with one that is claimed already, only the first has room.
  const claimed = job({ id: hash('3'), ...own, hasResult: true, offer: { collateral: 10n } })
  const fresh = ['4', '5'].map((digit) => job({ id: hash(digit), offer: { collateral: 10n } }))
  const { actions, skipped } = decide(
    [claimed, ...fresh],
    state(),
    rules({ maxTotalCollateral: 25n, maxJobs: 8 }),
    NOW,
  )
  assert.deepEqual(
    actions.flatMap((action) => (action.type === 'claim' ? [action.job.id] : [])),
    [hash('4')],
  )
  assert.deepEqual(skipped, [{ job: hash('5'), reason: 'exposure-too-high' }])
  // What is being claimed counts before the chain shows it, and what was promised is not counted twice.
  const claiming = job({ id: hash('6'), busy: true, offer: { collateral: 7n } })
  const locked = (...jobs: JobView[]) =>
    decide(jobs, state({ promisedCollateral: 3n }), rules({ maxJobs: 8 }), NOW).claimedCollateral
  assert.equal(locked(claimed, claiming), 17n)
  assert.equal(locked(claimed, ...fresh), 30n)
})

test('a challenge window is agreed to for exact models, up to the longest that the operator allows', () => {
  const optimistic = other
  const windowOf = (window: number) => encodeOptimisticParams({ window, takesLarge: false })
  const under = (window: number, exact = true) =>
    about(job({ policy: { verifier: other, params: windowOf(window) } }), {
      rules: {
        verifiers: [verifier, other],
        optimistic,
        models: new Map([[model, rule({ minFee: 100n, exact })]]),
      },
    })
  assert.equal(under(600), 'claim')
  assert.equal(under(601), 'close window-too-long')
  assert.equal(under(600, false), 'close model-not-exact')
  const bare = job({ policy: { verifier: other, params: '0x' } })
  const rest = { rules: { verifiers: [other], optimistic } }
  assert.equal(about(bare, rest), 'close verifier-params-unknown')
  const waiting = job({ ...own, state: 'submitted', askAgainAt: NOW + 1 })
  assert.equal(about(waiting), '')
  assert.equal(about({ ...waiting, askAgainAt: NOW }), 'finalize')
})

test('gas is part of the least fee where it has a price', () => {
  assert.equal(about(job(), { worker: { gasCost: 1n } }), 'fee-too-low')
  assert.equal(
    about(job({ offer: { minFee: 101n, maxFee: 101n } }), { worker: { gasCost: 1n } }),
    'claim',
  )
})

test('the least fee is held against what the royalty leaves', () => {
  const offer = (fee: bigint) => job({ offer: { minFee: fee, maxFee: fee } })
  // 20 % of 123 is 24.6, which rounds down in the worker's favour.
  const w = { published: published(2_000) }
  assert.equal(about(offer(124n), { worker: w }), 'claim')
  assert.equal(about(offer(123n), { worker: w }), 'fee-too-low')
  assert.equal(about(offer(125n), { worker: { ...w, gasCost: 1n } }), 'fee-too-low')
  assert.equal(about(job(), { worker: { published: new Map() } }), 'model-not-published')
})

test('a rising fee is taken when it has risen far enough', () => {
  const offer = { minFee: 0n, maxFee: 200n, rampStart: NOW, rampLength: 100 }
  assert.equal(about(job({ offer }), { now: NOW + 49 }), 'fee-too-low')
  assert.equal(about(job({ offer }), { now: NOW + 50 }), 'claim')
  assert.equal(about(job({ offer }), { now: NOW + 500 }), 'claim')
})

test('the last second of a deadline still counts', () => {
  assert.equal(about(job({ offer: { expiry: NOW } })), 'claim')
  assert.equal(about(job({ offer: { expiry: NOW - 1 } })), 'close expired')
  assert.equal(about(job({ ...own, deadline: NOW, hasResult: true })), 'submit')
  const late = job({ ...own, deadline: NOW - 1, hasResult: true })
  assert.equal(about(late), 'forfeit deadline-missed')
  assert.equal(about(job({ ...others, deadline: NOW })), 'claimed-by-another')
  assert.equal(about(job({ ...others, deadline: NOW - 1 })), 'forfeit claimed-by-another')
})

test('housekeeping goes as far as the operator wants', () => {
  const missed = job({ ...others, deadline: NOW - 1 })
  const expired = job({ offer: { expiry: NOW - 1 } })
  assert.equal(about(missed, { rules: { housekeeping: 'none' } }), 'claimed-by-another')
  assert.equal(about(expired, { rules: { housekeeping: 'all' } }), 'expire expired')
  const foreign = job({ ...others, deadline: NOW - 1, requestModel: hash('e') })
  assert.equal(about(foreign), 'close claimed-by-another')
  assert.equal(about(foreign, { rules: { housekeeping: 'all' } }), 'forfeit claimed-by-another')
})

test('a draining worker still answers what it claimed', () => {
  const draining = { worker: { draining: true } }
  assert.equal(about(job(own), draining), 'run')
  assert.equal(about(job({ ...own, hasResult: true }), draining), 'submit')
})

test('collateral is deposited where it is missing, and only then', () => {
  const { actions } = decide([job()], state({ ledgerBalance: 4n }), rules(), NOW)
  assert.deepEqual(actions, [{ type: 'deposit', amount: 6n }])
  assert.equal(
    about(job(), { worker: { ledgerBalance: 4n, walletBalance: 5n } }),
    'balance-too-low',
  )
  assert.equal(
    about(job(), { worker: { ledgerBalance: 4n }, rules: { autoDeposit: false } }),
    'balance-too-low',
  )
})

test('inputs are fetched for as many jobs as there are places and money', () => {
  const waiting = ['1', '2', '3'].map((digit) => job({ id: hash(digit), input: 'unknown' }))
  const fetching = job({ id: hash('4'), input: 'unknown', busy: true })
  const kinds = (jobs: JobView[], w: Partial<WorkerState> = {}) => {
    const { actions, skipped, places } = decide(jobs, state(w), rules(), NOW)
    return [
      ...actions.map(({ type }) => type),
      ...skipped.map(({ reason }) => reason),
      places.size,
    ].join(' ')
  }
  assert.equal(kinds(waiting), 'fetch fetch too-many-jobs 2')
  assert.equal(kinds([fetching, ...waiting]), 'fetch too-many-jobs too-many-jobs 2')
  assert.equal(
    kinds([job(own), fetching, ...waiting.slice(1)]),
    'run too-many-jobs too-many-jobs 2',
  )
  const poor = { ledgerBalance: 15n, walletBalance: 4n }
  assert.equal(kinds(waiting.slice(1), poor), 'fetch balance-too-low 1')
  assert.equal(kinds(waiting.slice(1), { ...poor, walletBalance: 5n }), 'fetch fetch 2')
})

test('what is deposited for one job is not spent on the next', () => {
  const jobs = ['1', '2'].map((digit) => job({ id: hash(digit) }))
  const { actions } = decide(jobs, state({ ledgerBalance: 4n }), rules(), NOW)
  assert.deepEqual(actions, [{ type: 'deposit', amount: 16n }])
})

test('a verifier that had not decided is not asked again too soon', () => {
  const submitted = { state: 'submitted', worker, askAgainAt: NOW + 1 } as const
  assert.equal(about(job(submitted)), '')
  assert.equal(about(job(submitted), { now: NOW + 1 }), 'finalize')
})

test('a job whose claim was refused waits without taking a place', () => {
  const refused = { askAgainAt: NOW + 1 }
  assert.equal(about(job(refused)), 'claim-refused')
  assert.equal(about(job({ ...refused, input: 'unknown' })), 'claim-refused')
  assert.equal(about(job(refused), { now: NOW + 1 }), 'claim')
  const jobs = ['1', '2', '3', '4'].map((digit) => job({ ...refused, id: hash(digit) }))
  const newer = job({ id: hash('5') })
  const { actions } = decide([...jobs, newer], state(), rules({ maxJobs: 1 }), NOW)
  assert.deepEqual(actions, [{ type: 'claim', job: newer }])
})

test('an address that does not answer delays nobody', () => {
  const far = { input: 'unknown', inline: false } as const
  const named = (digits: string, change: Change) =>
    [...digits].map((digit) => job({ id: hash(digit), ...change }))
  const told = (jobs: JobView[], r: Partial<Rules> = {}) => {
    const { actions, skipped, places } = decide(jobs, state(), rules(r), NOW)
    const done = actions.map(
      (action) => `${action.type} ${'job' in action ? action.job.id[2] : ''}`,
    )
    const left = skipped.map(({ job: id, reason }) => `${id[2]} ${reason}`)
    return [...done, ...left, [...places].map((id) => id[2]).join('')].join(', ')
  }
  // All slots ask dead addresses, and a job with its input at hand is claimed all the same.
  const dead = named('1234', { ...far, busy: true, fetching: true })
  assert.equal(told([...dead, ...named('5', {})]), 'claim 5, 51234')
  assert.equal(told([...dead, ...named('5', far)]), '5 too-many-fetches, 1234')
  // Those that failed before come after new ones, and never take more than half of the slots.
  const failed = named('1234', { ...far, askAgainAt: NOW })
  assert.equal(
    told([...failed, ...named('56', far)]),
    'fetch 5, fetch 6, fetch 1, fetch 2, 3 too-many-fetches, 4 too-many-fetches, 5612',
  )
  const asking = named('12', { ...far, busy: true, fetching: true, askAgainAt: NOW })
  assert.equal(
    told([...asking, ...named('3', { ...far, askAgainAt: NOW })]),
    '3 too-many-fetches, 12',
  )
  // What was fetched waits for a place with its bytes, in the slots.
  const ready = named('345678', { input: 'ready', inline: false })
  assert.equal(
    told([...named('12', own), ...ready]),
    'run 1, run 2, 3 too-many-jobs, 4 too-many-jobs, 5 too-many-jobs, 6 too-many-jobs, 7 too-many-fetches, 8 too-many-fetches, 123456',
  )
})

test('a model whose published sizes are not its own is refused', () => {
  for (const change of [{ inputBytes: 5 }, { outputBytes: 0 }]) {
    const w = { published: new Map([[model, { royaltyBps: 0, ...sizes, ...change }]]) }
    assert.equal(about(job(), { worker: w }), 'close published-sizes-differ')
    // If nobody can dispute a model, nobody demands its data.
    const float = new Map([[model, rule({ minFee: 100n, exact: false })]])
    assert.equal(about(job(), { worker: w, rules: { models: float } }), 'claim')
  }
})

test('the time to answer must hold what the model takes, after the runs that come first', () => {
  const w = { runTimes: new Map([[model, 9.5]]) }
  assert.equal(about(job({ offer: { lockFor: 15 } }), { worker: w }), 'claim')
  assert.equal(about(job({ offer: { lockFor: 14 } }), { worker: w }), 'time-too-short')
  const after = (lockFor: number, concurrency: number) => {
    const jobs = [job(own), job({ id: hash('5'), offer: { lockFor } })]
    const { actions } = decide(jobs, state(w), rules({ concurrency }), NOW)
    return actions.map(({ type }) => type).join(' ')
  }
  assert.equal(after(24, 1), 'run claim')
  assert.equal(after(23, 1), 'run')
  assert.equal(after(15, 2), 'run claim')
})

test('a claim is made only where it makes none late, and what is due first is done first', () => {
  const [small, large] = [hash('d'), hash('9')]
  const w = state({
    ledgerBalance: 10_000n,
    runTimes: new Map([
      [small, 2],
      [large, 20],
    ]),
    published: new Map([small, large].map((one) => [one, { royaltyBps: 0, ...sizes }])),
  })
  const models = new Map([small, large].map((one) => [one, rule({ minFee: 1n, exact: true })]))
  const r = rules({ maxJobs: 8, models })
  const open = (digit: string, requestModel: Hex, lockFor: number) =>
    job({ id: hash(digit), requestModel, offer: { lockFor } })
  const told = (jobs: JobView[], promised: WorkerState['promised'] = []) =>
    decide(jobs, { ...w, promised }, r, NOW)
      .actions.map((action) => `${action.type} ${'job' in action ? action.job.id[2] : ''}`)
      .join(', ')
  // The oldest has the shortest lock and the largest model: what would come into its way is left, and no more.
  const oldest = open('1', large, 26)
  const others = [...'2345678'].map((digit) => open(digit, small, 38))
  assert.equal(told([oldest, ...others]), [...'1234567'].map((d) => `claim ${d}`).join(', '))
  assert.equal(told([oldest, open('2', small, 10)]), 'claim 1')
  // Held ones are run by their deadlines, and results are sent before anything new.
  const held = [...'12'].map((digit, index) =>
    job({ ...own, id: hash(digit), deadline: NOW + 60 - index }),
  )
  const done = job({ ...own, id: hash('3'), hasResult: true })
  assert.equal(told([open('4', small, 60), ...held, done]), 'run 2, run 1, submit 3, claim 4')
  // What has begun is not interrupted, and what was promised elsewhere counts as well.
  const running = job({ ...own, requestModel: large, busy: true, running: true })
  assert.equal(told([running, open('2', small, 26)]), '')
  assert.equal(told([running, open('2', small, 27)]), 'claim 2')
  const promised = [{ model: large, deadline: NOW + 26 }]
  assert.equal(told([open('2', small, 26)], promised), '')
  assert.equal(told([open('2', small, 27)], promised), 'claim 2')
})

test('a claim that was missed takes no place, and is given back', () => {
  const missed = ['1', '2'].map((digit) => job({ ...own, id: hash(digit), deadline: NOW - 1 }))
  const types = (r: Partial<Rules> = {}, list = missed) =>
    decide([...list, job({ id: hash('3') })], state(), rules(r), NOW)
      .actions.map(({ type }) => type)
      .join(' ')
  assert.equal(types(), 'forfeit forfeit claim')
  assert.equal(types({ housekeeping: 'none' }), 'close close claim')
  const refused = missed.map((one) => ({ ...one, askAgainAt: NOW + 1 }))
  assert.equal(types({}, refused), 'claim')
})

test('gas for what is held is kept back before anything new is claimed', () => {
  const listening = { target: other, gasLimit: 200_000, when: 2 }
  const { request } = job()
  const held = { ...job(own), request: { ...request, callback: listening } }
  const types = (coinBalance: bigint, promisedGas = 0n) =>
    decide(
      [held, job({ id: hash('5') })],
      state({ coinBalance, gasPrice: 4n, promisedGas }),
      rules(),
      NOW,
    )
      .actions.map(({ type }) => type)
      .join(' ')
  // Both jobs, the callback, and what a submission offers beyond what it uses, at a quarter above today's price.
  const enough = (500_000n + 200_000n + 500_000n + 1_700_000n) * 5n
  assert.equal(types(enough), 'run claim')
  assert.equal(types(enough - 1n), 'run')
  assert.equal(types(enough, 1n), 'run')
})

test('a key that could not pay sends nothing for a while, and still runs what it owes', () => {
  const types = (isOutOfGas: boolean) =>
    decide(
      [job(own), job({ ...own, id: hash('5'), hasResult: true }), job({ id: hash('6') })],
      state({ isOutOfGas }),
      rules({ maxJobs: 3 }),
      NOW,
    )
      .actions.map(({ type }) => type)
      .join(' ')
  assert.equal(types(false), 'run submit claim')
  assert.equal(types(true), 'run')
})

test('a key that ends before the time to answer is over claims nothing', () => {
  const until = (keyUntil: number) => about(job(), { worker: { keyUntil } })
  assert.equal(until(NOW + 61), 'claim')
  assert.equal(until(NOW + 60), 'key-ends')
  assert.equal(about(job(own), { worker: { keyUntil: NOW } }), 'run')
})

test('a deposit that was refused is not tried at every look', () => {
  const poor = { ledgerBalance: 0n, depositAgainAt: NOW + 1 }
  assert.equal(about(job(), { worker: poor }), 'balance-too-low')
  assert.equal(about(job(), { worker: poor, now: NOW + 1 }), 'deposit balance-too-low')
})

test('an end that was refused is not tried at every look', () => {
  const late = job({ offer: { expiry: NOW - 1 }, askAgainAt: NOW + 1 })
  const all = { housekeeping: 'all' } as const
  assert.equal(about(late, { rules: all }), 'expired')
  assert.equal(about(late, { rules: all, now: NOW + 1 }), 'expire expired')
})

test('a submission that was refused is tried again, but not at every look', () => {
  const refused = job({ ...own, hasResult: true, askAgainAt: NOW + 1 })
  assert.equal(about(refused), '')
  assert.equal(about(refused, { now: NOW + 1 }), 'submit')
})

test('a job that a node does not know is waited for as long as its offer is good', () => {
  assert.equal(about(job({ state: 'none' })), '')
  assert.equal(about(job({ state: 'none', offer: { expiry: NOW - 1 } })), 'close')
})

const quorumOf = (change: Partial<QuorumParams> = {}) => ({
  seats: 3,
  verifier: address('f'),
  params: encodeQuorumParams({ k: 2, window: 0, drawn: true, takesLarge: false, ...change }),
})
const trusting = { rules: { verifiers: [address('f')] } }

test('quorums are agreed to as the contracts take them, and without a draw only where the operator says so', () => {
  const under = (policy: Partial<Request['policy']>, r: Partial<Rules> = {}) =>
    about(job({ policy, ticket: '0x01' }), { rules: { ...trusting.rules, ...r } })
  assert.equal(under(quorumOf()), 'claim')
  assert.equal(under(quorumOf({ drawn: false })), 'close quorum-without-draw')
  assert.equal(under(quorumOf({ drawn: false }), { undrawnQuorums: true }), 'claim')
  for (const seats of [1, 2, 17]) {
    assert.equal(under({ ...quorumOf(), seats }), 'close seats-not-supported')
  }
  assert.equal(under({ ...quorumOf(), seats: 4 }), 'close verifier-params-unknown')
  for (const k of [1, 3]) assert.equal(under(quorumOf({ k })), 'close verifier-params-unknown')
  assert.equal(under(quorumOf({ window: 601 })), 'close window-too-long')
})

test('a seat of several is committed to, opened and settled as the clock allows', () => {
  const at = (state: SeatState, change: Change = {}, now = NOW) =>
    about(
      job({
        ...{ policy: quorumOf(), worker, deadline: NOW + 3, commitUntil: NOW + 5 },
        seat: { number: 1, state, claimedAt: NOW - 2 },
        ...change,
      }),
      { ...trusting, now },
    )
  for (const state of ['claimed', 'revealing'] as const) {
    assert.equal(about(job({ policy: quorumOf(), state }), trusting), 'close')
  }

  // Its own clock runs from its own claim, whether or not the others have come.
  for (const state of ['open', 'claimed'] as const) {
    const full = { state, hasResult: true, offer: { lockFor: 5 } } as const
    assert.equal(at('claimed', { ...full, hasResult: false }), 'run')
    assert.equal(at('claimed', full), 'commit')
    assert.equal(at('claimed', { ...full, busy: true }), '')
    assert.equal(at('claimed', { ...full, askAgainAt: NOW + 1 }), '')
    assert.equal(at('claimed', full, NOW + 3), 'commit')
  }
  const full = { state: 'claimed', hasResult: true, offer: { lockFor: 5 } } as const
  assert.equal(at('claimed', full, NOW + 4), 'close deadline-missed')
  assert.equal(at('committed', full, NOW + 5), '')
  assert.equal(at('committed', full, NOW + 6), 'reveal')
  const revealing = { ...full, state: 'revealing' } as const
  assert.equal(at('committed', revealing), 'reveal')
  assert.equal(at('submitted', revealing), '')
  assert.equal(at('submitted', revealing, NOW + 11), 'finalize')
  const submitted = { ...full, state: 'submitted' } as const
  assert.equal(at('submitted', submitted), 'finalize')
  assert.equal(at('submitted', { ...submitted, askAgainAt: NOW + 1 }), '')
  assert.equal(at('submitted', { ...full, state: 'accepted' }), 'close')
})

test('a seat of a job that does not fill is given up after its time, or freed with the job', () => {
  const waits = (state: SeatState, now: number, r: Partial<Rules> = {}, change: Change = {}) =>
    about(
      job({
        ...{ state: 'open', policy: quorumOf(), worker, deadline: NOW + 3, hasResult: true },
        seat: { number: 1, state, claimedAt: NOW },
        offer: { expiry: NOW + 2 * FILL_TIME },
        ...change,
      }),
      { rules: { ...trusting.rules, ...r }, now },
    )
  assert.equal(waits('committed', NOW + FILL_TIME), '')
  assert.equal(waits('committed', NOW + FILL_TIME + 1), 'leave')
  assert.equal(waits('committed', NOW + FILL_TIME + 1, { leaveUnfilled: false }), '')
  assert.equal(waits('committed', NOW + 2 * FILL_TIME + 1), 'expire')
  assert.equal(waits('committed', NOW + 2 * FILL_TIME + 1, {}, { busy: true }), '')
  // A commitment that was missed does not keep the worker from leaving.
  assert.equal(waits('claimed', NOW + 4), 'deadline-missed')
  assert.equal(waits('claimed', NOW + FILL_TIME + 1), 'leave')
})

test('a target that was not told of the accepted result is told again, a few times', () => {
  const ended = (tries: number, change: Change = {}) =>
    about(job({ state: 'accepted', worker, owed: { when: 2, tries }, ...change }))
  assert.equal(ended(0), 'deliver')
  assert.equal(ended(DELIVERY_TRIES - 1), 'deliver')
  assert.equal(ended(DELIVERY_TRIES), 'close')
  assert.equal(ended(0, { busy: true }), '')
  assert.equal(ended(1, { askAgainAt: NOW + 1 }), '')
  assert.equal(ended(0, { owed: { when: 0, tries: 0 } }), 'close')
  const seat = { number: 1, state: 'submitted', claimedAt: NOW } as const
  assert.equal(ended(0, { policy: quorumOf(), seat }), 'deliver')
})

test('where workers are drawn, the claim waits for its ticket', () => {
  const policy = quorumOf()
  assert.equal(about(job({ policy, ticket: 'undrawn' }), trusting), 'draw')
  assert.equal(about(job({ policy, ticket: 'waiting' }), trusting), 'not-drawn')
  assert.equal(about(job({ policy, ticket: '0x01' }), trusting), 'claim')
})

/** Reasons that a job with a place may have: it waits for its collateral. */
const KEPT: readonly string[] = ['balance-too-low']
const states = ['none', 'open', 'claimed', 'submitted', 'accepted', 'cancelled', 'expired'] as const
const arbitraryJob = fc
  .record({
    id: fc.bigInt({ min: 1n, max: 2n ** 64n }),
    state: fc.constantFrom(...states),
    mine: fc.boolean(),
    deadline: fc.integer({ min: NOW - 5, max: NOW + 5 }),
    expiry: fc.integer({ min: NOW - 5, max: NOW + 5 }),
    collateral: fc.bigInt({ min: 0n, max: 600n }),
    fee: fc.bigInt({ min: 90n, max: 110n }),
    input: fc.constantFrom('unknown' as const, 'ready' as const),
    hasResult: fc.boolean(),
    busy: fc.boolean(),
  })
  .map(({ id, mine, deadline, expiry, collateral, fee, ...rest }) => {
    const taken = rest.state === 'claimed' || rest.state === 'submitted'
    return job({
      ...rest,
      id: `0x${id.toString(16).padStart(64, '0')}`,
      worker: taken ? (mine ? worker : other) : undefined,
      deadline: taken ? deadline : undefined,
      offer: { expiry, collateral, minFee: fee, maxFee: fee },
    })
  })

test('whatever the jobs are, no more is claimed than there is room and money for', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(arbitraryJob, { selector: ({ id }) => id, maxLength: 12 }),
      fc.bigInt({ min: 0n, max: 1_500n }),
      (jobs, ledgerBalance) => {
        const decision = decide(jobs, state({ ledgerBalance }), rules(), NOW)
        const { actions, skipped, places } = decision
        const claims = actions.flatMap((action) => (action.type === 'claim' ? [action.job] : []))
        const held = jobs.filter(
          (one) => one.state === 'claimed' && one.worker === worker && (one.deadline ?? 0) >= NOW,
        )
        if (claims.length > 0) assert.ok(claims.length + held.length <= rules().maxJobs)
        const locked = claims.reduce((sum, one) => sum + one.request.offer.collateral, 0n)
        assert.ok(locked <= ledgerBalance)
        for (const one of claims) {
          assert.equal(one.state, 'open')
          assert.ok(
            one.request.offer.expiry >= NOW && one.request.offer.minFee >= 100n && !one.busy,
          )
        }
        // One job, one action: what is done twice at once could be paid twice.
        const ids = actions.flatMap((action) => ('job' in action ? [action.job.id] : []))
        assert.equal(new Set(ids).size, ids.length)
        // Inputs are kept for jobs with a place, and fetched for no more than there are.
        const fetched = actions.filter((one) => one.type === 'fetch' && one.job.state === 'open')
        const busy = jobs.filter((one) => one.state === 'open' && one.busy)
        const taken = held.length + busy.length + claims.length + fetched.length
        if (claims.length + fetched.length > 0) assert.ok(taken <= rules().maxJobs)
        for (const action of [...fetched, ...held.map((one) => ({ job: one }))]) {
          assert.ok('job' in action && places.has(action.job.id))
        }
        assert.ok(skipped.every(({ job: id, reason }) => places.has(id) === KEPT.includes(reason)))
        // Deciding again from the same state decides the same.
        assert.deepEqual(decide(jobs, state({ ledgerBalance }), rules(), NOW), decision)
      },
    ),
    { numRuns: 500, seed: Number(process.env.ASSAY_SEED ?? 1) },
  )
})

/** A job of a played day: when it is posted, how long its model takes, and how long it may be held (seconds). */
type Posted = { at: number; takes: number; lockFor: number }

/** Plays the worker second by second, with a run queue as the real one is, and tells which claims were missed. */
function play(posted: readonly Posted[], concurrency: number) {
  const models = new Map(posted.map(({ takes }) => [numberToHex(takes, { size: 32 }), takes]))
  const w = state({
    runTimes: models,
    published: new Map([...models.keys()].map((one) => [one, { royaltyBps: 0, ...sizes }])),
  })
  const r = rules({
    maxJobs: 8,
    concurrency,
    models: new Map([...models.keys()].map((one) => [one, rule({ minFee: 1n, exact: true })])),
  })
  const at = posted.map(() => ({ deadline: 0, queued: false, ends: 0, done: 0 }))
  const all = posted.map((_, index) => index)
  const idOf = (index: number) => numberToHex(index + 1, { size: 32 })
  const begin = (now: number) => {
    const waiting = all.filter((index) => at[index]!.queued && at[index]!.ends === 0)
    const running = all.filter((index) => at[index]!.ends > now).length
    waiting.sort((a, b) => at[a]!.deadline - at[b]!.deadline)
    for (const index of waiting.slice(0, concurrency - running)) {
      at[index]!.ends = now + posted[index]!.takes
    }
  }
  for (let now = NOW; now < NOW + 400; now++) {
    begin(now)
    const open = all.filter((index) => NOW + posted[index]!.at <= now && at[index]!.done === 0)
    const views = open.map((index) => {
      const { deadline, queued, ends } = at[index]!
      const hasResult = ends > 0 && ends <= now
      return job({
        id: idOf(index),
        requestModel: numberToHex(posted[index]!.takes, { size: 32 }),
        offer: { lockFor: posted[index]!.lockFor, collateral: 0n },
        ...(deadline === 0 ? {} : { state: 'claimed', worker, deadline }),
        ...{ hasResult, busy: queued && !hasResult, running: ends > now },
      })
    })
    for (const action of decide(views, w, r, now).actions) {
      if (!('job' in action)) continue
      const one = at[Number(action.job.id) - 1]!
      if (action.type === 'claim') one.deadline = now + action.job.request.offer.lockFor
      if (action.type === 'run') one.queued = true
      if (action.type === 'submit') one.done = now
    }
    begin(now)
  }
  const claimed = at.filter(({ deadline }) => deadline > 0)
  return {
    claimed: claimed.length,
    missed: claimed.filter(({ deadline, done }) => done === 0 || done > deadline).length,
  }
}

test('of eight claims, the oldest with the shortest lock and the largest model, none is missed', () => {
  const others = [60, 55, 50, 70, 65, 75, 80].map((lockFor) => ({ at: 0, takes: 4, lockFor }))
  const oldest = { at: 0, takes: 20, lockFor: 30 }
  assert.deepEqual(play([oldest, ...others], 1), { claimed: 8, missed: 0 })
})

test('whatever is posted, no claim is missed, and what there is time for is claimed', () => {
  const arbitraryPosted = fc.record({
    at: fc.integer({ min: 0, max: 60 }),
    takes: fc.integer({ min: 1, max: 25 }),
    lockFor: fc.integer({ min: 5, max: 90 }),
  })
  fc.assert(
    fc.property(
      fc.array(arbitraryPosted, { maxLength: 16 }),
      fc.integer({ min: 1, max: 3 }),
      (posted, concurrency) => {
        const { claimed, missed } = play(posted, concurrency)
        assert.equal(missed, 0)
        const isPossible = posted.some(
          ({ takes, lockFor }) => takes + rules().minLockFor <= lockFor,
        )
        assert.equal(claimed > 0, isPossible)
      },
    ),
    { numRuns: 100, seed: Number(process.env.ASSAY_SEED ?? 1) },
  )
})

test('of a thousand jobs of mixed prices, each that pays enough is answered in its turn, and few inputs are kept', () => {
  const count = 1_000
  const fees = [50n, 100n, 99n, 5_000n, 101n, 1n, 100n]
  const all = Array.from({ length: count }, (_, index) => ({
    index,
    fee: fees[(index * index) % fees.length]!,
    ...{ input: 'unknown' as JobView['input'], claimed: false, hasResult: false, done: false },
  }))
  const r = rules({ maxJobs: 8, maxFetches: 4 })
  const w = state({ ledgerBalance: 80n })
  const answered: number[] = []
  let [most, isIdle] = [0, false]
  for (let look = 0; !isIdle; look++) {
    // While the old ones wait, new ones that pay fifty times as much come.
    const known = all.slice(0, 400 + 5 * look).filter(({ done }) => !done)
    const views = known.map(({ index, fee, input, claimed, hasResult }) =>
      job({
        ...{ id: numberToHex(index, { size: 32 }), input, hasResult },
        ...(claimed ? own : {}),
        offer: { minFee: fee, maxFee: fee },
      }),
    )
    const { actions, places } = decide(views, w, r, NOW)
    // What has no place is forgotten, as the worker does.
    for (const one of known) {
      if (!places.has(numberToHex(one.index, { size: 32 }))) one.input = 'unknown'
    }
    for (const action of actions) {
      assert.ok('job' in action)
      const one = all[Number(action.job.id)]!
      if (action.type === 'fetch') one.input = 'ready'
      if (action.type === 'claim') one.claimed = true
      if (action.type === 'run') one.hasResult = true
      if (action.type === 'submit') {
        one.done = true
        answered.push(one.index)
      }
    }
    most = Math.max(most, known.filter(({ input }) => input !== 'unknown').length)
    isIdle = actions.length === 0 && 400 + 5 * look >= count
  }
  const good = all.filter(({ fee }) => fee >= 100n).map(({ index }) => index)
  assert.deepEqual(answered, good)
  assert.ok(most <= r.maxJobs + r.maxFetches, `${most} inputs were kept`)
})
