import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GameStanding } from '@assay/sdk'
import { type ClaimView, decide, type Funds, type GameView } from './decide.ts'

const NOW = 1_000
const claim = (change: Partial<ClaimView> = {}): ClaimView => ({
  jobState: 'submitted',
  until: NOW + 600,
  refuted: false,
  game: undefined,
  committedAt: undefined,
  bond: 10n,
  busy: false,
  ...change,
})
const game = (standing: GameStanding = { awaits: 'open' }, deadline = NOW + 60): GameView => ({
  ...standing,
  deadline,
})
const funds = (change: Partial<Funds> = {}): Funds => ({
  ledger: 10n,
  wallet: 100n,
  coin: 10n,
  minCoin: 1n,
  leastBond: 10n,
  atStake: 0n,
  budget: 20n,
  autoDeposit: true,
  ...change,
})
const does = (view: ClaimView, has: Funds = funds(), now = NOW) => {
  const action = decide(view, has, now)
  if (action.type === 'wait') return `wait ${action.reason}`
  if (action.type === 'close') return `close ${action.outcome}`
  return action.type === 'deposit' ? `deposit ${action.amount}` : action.type
}

test('commit, challenge, move, settle, close', () => {
  assert.equal(does(claim()), 'commit')
  assert.equal(does(claim({ committedAt: 5n })), 'challenge')
  assert.equal(does(claim({ game: game() })), 'wait others-turn')
  for (const awaits of ['pick', 'judge'] as const)
    assert.equal(does(claim({ game: game({ awaits }) })), 'move')
  const won = game({ winner: 'challenger' })
  assert.equal(does(claim({ game: won, refuted: true })), 'finalize')
  assert.equal(does(claim({ game: won, refuted: true, jobState: 'rejected' })), 'close won')
})

test('what is under way is left alone', () => {
  for (const change of [{}, { game: game({ awaits: 'pick' }) }])
    assert.equal(does(claim({ ...change, busy: true })), 'wait busy')
})

test('the last second of a window and of a move counts', () => {
  assert.equal(does(claim(), funds(), NOW + 600), 'challenge')
  assert.equal(does(claim(), funds(), NOW + 601), 'close missed')
  for (const awaits of ['open', 'show'] as const) {
    assert.equal(does(claim({ game: game({ awaits }) }), funds(), NOW + 60), 'wait others-turn')
    assert.equal(does(claim({ game: game({ awaits }) }), funds(), NOW + 61), 'timeout')
  }
})

test('with little time left it challenges without a commitment', () => {
  assert.equal(does(claim({ until: NOW + 30 })), 'commit')
  assert.equal(does(claim({ until: NOW + 29 })), 'challenge')
})

test('money is got within the budget, and what lacks is said', () => {
  assert.equal(does(claim(), funds({ ledger: 4n })), 'deposit 6')
  assert.equal(does(claim(), funds({ ledger: 4n, wallet: 5n })), 'wait balance-too-low')
  assert.equal(does(claim(), funds({ ledger: 4n, autoDeposit: false })), 'wait balance-too-low')
  assert.equal(does(claim(), funds({ atStake: 10n })), 'commit')
  assert.equal(does(claim(), funds({ atStake: 11n })), 'wait bond-budget-spent')
  assert.equal(does(claim(), funds({ coin: 0n })), 'wait gas-balance-too-low')
  // A program with many steps takes more than the least bond.
  assert.equal(does(claim({ bond: 12n })), 'deposit 2')
  assert.equal(does(claim({ bond: 21n })), 'wait bond-budget-spent')
})

test('a game is played on whatever the funds are', () => {
  const poor = funds({ coin: 0n, ledger: 0n, wallet: 0n, budget: 0n })
  assert.equal(does(claim({ game: game({ awaits: 'judge' }) }), poor), 'move')
  assert.equal(does(claim({ game: game({ awaits: 'open' }, NOW - 1) }), poor), 'timeout')
})

test('what a node that lags says closes nothing', () => {
  for (const jobState of ['none', 'claimed', 'revealing'] as const) {
    assert.equal(does(claim({ jobState })), 'wait result-not-there')
    assert.equal(does(claim({ jobState, game: game({ winner: 'challenger' }) })), 'finalize')
  }
})

test('what others decided is closed', () => {
  assert.equal(does(claim({ refuted: true })), 'close refuted-by-another')
  assert.equal(does(claim({ jobState: 'accepted' })), 'close missed')
  assert.equal(does(claim({ game: game({ winner: 'worker' }) })), 'close lost')
  const refused = claim({ game: game({ winner: 'challenger' }), askAgainAt: NOW + 1 })
  assert.equal(does(refused), 'wait refused')
  assert.equal(does(refused, funds(), NOW + 1), 'finalize')
})
