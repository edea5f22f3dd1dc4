import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openingShape, rootNode } from '@assay/program'
import type { Dispute, DisputeStep } from '@assay/sdk'
import { describeDispute } from './describeDispute.ts'

const word = (digit: string) => `0x${digit.repeat(64)}` as const
const account = (digit: string) => `0x${digit.repeat(40)}` as const
const START = 1_900_000_000

const moves = (...kinds: [DisputeStep['kind'], DisputeStep['by']][]): DisputeStep[] =>
  kinds.map(([kind, by], i) => ({
    ...{ kind, by, transactionHash: word(String(i)), blockNumber: BigInt(i), logIndex: 0 },
    timestamp: START + i,
  }))

const begun: Dispute = {
  game: 7n,
  claim: word('c'),
  job: word('a'),
  model: word('b'),
  worker: account('1'),
  challenger: account('2'),
  inputRoot: word('d'),
  outputRoot: word('e'),
  bond: 500_000n,
  since: 12n,
  state: 'open',
  turn: 'worker',
  deadline: START + 3_661,
  path: { steps: 12 },
  position: {
    claimedRoot: word('e'),
    awaits: 'open',
    deadline: START + 3_661,
    tree: { kind: 'trace' },
    node: rootNode(12),
    openings: [],
  },
  moves: moves(['challenged', 'challenger']),
}
const token = { symbol: 'USDC', decimals: 6 }

test('a game that has just begun says whose turn it is, until when', () => {
  const text = describeDispute({
    dispute: begun,
    money: { bond: 2_500_000n, collateral: 10_000_000n, fee: 250_000n },
    token,
    now: START,
  })
  assert.match(
    text,
    /^dispute 7: the worker has to open .* by 2030-03-17T18:47:41Z \(in 1 h 1 min\)/,
  )
  assert.match(text, /money {7}bond 2\.5 USDC, collateral 10 USDC, fee 0\.25 USDC/)
  assert.match(text, /program {5}12 steps, trace not opened yet\n\n/)
  assert.doesNotMatch(text, /undefined|NaN/)
})

test('a game at its end is drawn from the program to the number', () => {
  const node = rootNode(200)
  const dispute: Dispute = {
    ...begun,
    state: 'challenger-won',
    bondTo: account('2'),
    path: {
      steps: 12,
      traceRoot: word('3'),
      step: { index: 4, encoding: '0x', root: word('4'), byteLength: 51_200, elementBytes: 1 },
      page: { index: 17, hash: word('5'), bytes: `0x${'00'.repeat(256)}` },
      element: { place: 3, index: 4_355, claimed: 17n, actual: 19n },
    },
    position: {
      ...begun.position,
      winner: 'challenger',
      tree: { kind: 'tensor', step: 4 },
      openings: [
        {
          tree: { kind: 'tensor', step: 4 },
          node,
          nodes: Array(openingShape(200, node).real).fill(word('6')),
        },
      ],
    },
    moves: moves(['challenged', 'challenger'], ['element-judged', 'challenger']),
  }
  const text = describeDispute({ dispute, token, now: START })
  const at = [
    /^dispute 7: the challenger has won; the result is wrong/,
    /\nprogram {5}12 steps/,
    /\n└─ step 4/,
    /\n {3}└─ tree {8}200 pages, 1 of its 2 openings done/,
    /\n {6}└─ page 17 {6}hash 0x5+, shown/,
    /\n {9}└─ element 4355 {2}at place 3 of the page: the worker says 17, the referee computed 19/,
    /\n2030-03-17T17:46:41Z {2}challenger {2}has the element judged/,
  ].map((line) => text.search(line))
  assert.deepEqual(
    at,
    at.toSorted((a, b) => a - b),
  )
  assert.ok(
    at.every((place) => place >= 0),
    text,
  )
  assert.match(text, /bond {8}went to 0x2{40}/)
})

test('a missed move is shown as one that anyone can act upon', () => {
  const text = describeDispute({ dispute: begun, token, now: START + 4_000 })
  assert.match(text, /the worker missed its move at .*; anyone can end the game/)
})
