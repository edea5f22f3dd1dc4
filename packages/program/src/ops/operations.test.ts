import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCampaign, type Subject } from '../testing/campaign.ts'
import { testSeed } from '../testing/testSeed.ts'
import { operationName, operations } from './operations.ts'

const seed = testSeed('ops')

for (const subject of Object.keys(operations) as Subject[])
  test(`${subject} is the same on every engine, in both encodings`, async () => {
    const compared = await runCampaign({ subject, seed, programs: 25, inputs: 2 })
    // An op that bounds its operands has a step before it that does.
    assert.ok(compared >= 25 * 2 * 4)
  })

test('programs of several steps are the same on every engine', async () => {
  const compared = await runCampaign({ subject: 'programs', seed, programs: 25, inputs: 2 })
  assert.ok(compared > 25 * 2 * 4)
})

test('every op has its own code', () => {
  for (const operation of Object.values(operations))
    assert.equal(operationName(operation.code), operation.name)
  assert.equal(operationName(0), undefined)
  assert.equal(operationName(255), undefined)
})
