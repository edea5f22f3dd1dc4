import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTotals } from './readTotals.ts'

const answer = {
  block: { number: 1_204, hash: '0x', timestamp: 1 },
  ...{ answers: 12, disputable: 3, workersWithAsk: 2, settled: '412600000', burned: '5' },
  disputes: { total: 3, open: 1, refuted: 2, upheld: 0 },
  examples: { receipt: `0x${'ab'.repeat(32)}`, rerunnable: null, dispute: '3' },
}

test('the figures of the index are read, and what is not shown is left out', () => {
  assert.deepEqual(readTotals(answer), {
    ...{ block: 1_204, answers: 12, disputable: 3, workersWithAsk: 2, settled: 412_600_000n },
    disputes: { total: 3, open: 1, refuted: 2, upheld: 0 },
    examples: { receipt: `0x${'ab'.repeat(32)}`, rerunnable: undefined, dispute: '3' },
  })
})

test('an answer in which any figure is not one gives none', () => {
  const wrong: unknown[] = [
    undefined,
    null,
    'text',
    [],
    {},
    { ...answer, block: {} },
    { ...answer, answers: -1 },
    { ...answer, disputable: '3' },
    { ...answer, workersWithAsk: 1.5 },
    { ...answer, settled: 412 },
    { ...answer, settled: '-4' },
    { ...answer, disputes: { ...answer.disputes, refuted: null } },
    { ...answer, disputes: undefined },
  ]
  for (const json of wrong) assert.equal(readTotals(json), undefined, JSON.stringify(json))
})

test('an example that is no id is none, and takes no figure with it', () => {
  for (const examples of [undefined, { receipt: '/jobs', rerunnable: 7, dispute: '../trust' }]) {
    const totals = readTotals({ ...answer, examples })
    assert.equal(totals?.answers, 12)
    assert.deepEqual(Object.values(totals?.examples ?? {}), [undefined, undefined, undefined])
  }
})
