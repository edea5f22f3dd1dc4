import assert from 'node:assert/strict'
import { it } from 'node:test'
import { reviveArgs, storeArgs, subjectOf } from './events.ts'

const DIGEST = `0x${'ab'.repeat(32)}`

it('arguments come back from the tables as they were decoded, nested ones included', () => {
  const args = {
    planId: DIGEST,
    owner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    plan: {
      template: {
        requester: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
        nonce: 2n ** 255n,
        model: DIGEST,
        inputRoot: DIGEST,
        offer: {
          ...{ minFee: 1n, maxFee: 2n ** 96n - 1n, rampStart: 5, rampLength: 6, lockFor: 7 },
          ...{ expiry: 8, collateral: 9n, worker: DIGEST.slice(0, 42) },
        },
        policy: { seats: 1, verifier: DIGEST.slice(0, 42), params: '0x' },
        callback: { target: DIGEST.slice(0, 42), gasLimit: 0, when: 0 },
      },
      ...{
        source: DIGEST.slice(0, 42),
        firstRun: 1,
        period: 2,
        runs: 3,
        tip: 4n,
        salt: 2n ** 200n,
      },
    },
  }
  const stored = JSON.parse(JSON.stringify(storeArgs(args)))
  assert.deepEqual(reviveArgs('PlanMade', stored), args)
})

it('lists and signed numbers come back too', () => {
  const nodes = { game: 1n, level: 2n, first: 0n, nodes: [DIGEST, DIGEST], state: 3, deadline: 9n }
  const judged = { game: 1n, element: 5n, claimed: -(2n ** 200n), actual: -1n }
  for (const [name, args] of [
    ['NodesOpened', nodes],
    ['ElementJudged', judged],
  ] as const)
    assert.deepEqual(reviveArgs(name, JSON.parse(JSON.stringify(storeArgs(args)))), args)
})

it('a zero character in a text, which Postgres cannot hold, is replaced', () => {
  const stored = storeArgs({ uris: ['a\u0000b', '<script>'] })
  assert.deepEqual(stored, { uris: ['a\uFFFDb', '<script>'] })
})

it('an event that belongs to nothing is kept all the same', () => {
  const place = { blockNumber: 3, logIndex: 4 }
  assert.deepEqual(subjectOf('CallFailed', { index: 0n }, place), { kind: 'none', subject: '' })
  assert.deepEqual(subjectOf('constructor', {}, place), { kind: 'none', subject: '' })
  assert.deepEqual(subjectOf('Deposited', {}, place), { kind: 'money', subject: '3:4' })
  assert.deepEqual(subjectOf('PlanTriggered', { planId: '0x1', run: 7n }, place), {
    kind: 'run',
    subject: '0x1:7',
  })
})
