import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import { demandMoved, jobMoved, keys, moneyMoved, renew } from './keys.ts'

const deployment = {
  chainId: 1,
  market: '0x1',
  ledger: '0x2',
  disputeGame: '0x3',
  modelRegistry: '0x4',
  token: '0x5',
  verifiers: { optimistic: '0x6' },
} as unknown as Parameters<typeof keys.job>[0]

test('each key begins with the name under which its subject is renewed', () => {
  const made: Record<keyof typeof keys, readonly unknown[]> = {
    head: keys.head(deployment),
    genesis: keys.genesis(deployment),
    job: keys.job(deployment, '0x'),
    jobs: keys.jobs(deployment),
    verdict: keys.verdict(deployment, { id: '0x', steps: [] } as never),
    checks: keys.checks(deployment, undefined, ''),
    funds: keys.funds(deployment, '0x'),
    quote: keys.quote(deployment, '0x', ''),
    inputBytes: keys.inputBytes(deployment, '0x'),
    outputBytes: keys.outputBytes(deployment, '0x'),
    worker: keys.worker(deployment, '0x', '0x'),
    gas: keys.gas(deployment),
    bounds: keys.bounds(deployment),
    token: keys.token(deployment),
    models: keys.models(deployment),
    name: keys.name(deployment, 'digits'),
    index: keys.index(deployment, 'work'),
    card: keys.card('0x', '0x'),
    disputes: keys.disputes(deployment, undefined),
    dispute: keys.dispute(deployment, 1n),
    timeLeft: keys.timeLeft(deployment, 1n, 2),
    disputeTerms: keys.disputeTerms(deployment),
    demands: keys.demands(deployment, '0x'),
    step: keys.step(undefined),
    inputRoot: keys.inputRoot(undefined),
    totals: keys.totals(deployment),
    record: keys.record(deployment, undefined),
    simulation: keys.simulation(deployment, undefined, undefined),
    signedOffer: keys.signedOffer(deployment, '0x', undefined),
    store: keys.store(deployment, ''),
    receipt: keys.receipt(deployment, '0x'),
  }
  for (const [subject, key] of Object.entries(made)) assert.equal(key[0], subject)
})

test('a write renews what it can have changed, and leaves cards and models alone', async () => {
  const client = new QueryClient()
  const all = {
    funds: keys.funds(deployment, '0x'),
    job: keys.job(deployment, '0xaa'),
    demands: keys.demands(deployment, '0xaa'),
    models: keys.models(deployment),
    name: keys.name(deployment, 'digits'),
    index: keys.index(deployment, 'work'),
    card: keys.card('0x', '0x'),
  }
  const stale = async (subjects: Parameters<typeof renew>[1]) => {
    for (const key of Object.values(all)) client.setQueryData(key, 0)
    await renew(client, subjects)
    return Object.entries(all)
      .filter(([, key]) => client.getQueryState(key)?.isInvalidated)
      .map(([subject]) => subject)
  }
  assert.deepEqual(await stale(moneyMoved), ['funds'])
  assert.deepEqual(await stale(jobMoved), ['funds', 'job'])
  assert.deepEqual(await stale(demandMoved), ['funds', 'demands'])
})
