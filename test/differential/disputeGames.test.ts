import assert from 'node:assert/strict'
import { test } from 'node:test'
import { opNames } from '@assay/program/testing'
import { runCampaign } from './dispute/runCampaign.ts'

const seed = Number(process.env.ASSAY_SEED ?? 1)
const GAMES = 200

test('the honest side wins every randomized dispute and loses no money', {
  timeout: 240_000,
}, async () => {
  console.log(`disputes: ASSAY_SEED=${seed}`)
  const campaign = await runCampaign({ seed, games: GAMES })
  console.log(campaign)
  assert.ok(campaign.games >= GAMES)
  // A campaign in which nothing happens would prove nothing.
  assert.ok(campaign.judged > GAMES / 20, `only ${campaign.judged} games reached the referee`)
  const ops = Object.keys(campaign.judgedOps)
  assert.ok(ops.length > opNames.length / 3, `the referee judged only ${ops}`)
  assert.ok(campaign.wonByWorker > GAMES / 10)
  assert.ok(campaign.wonByChallenger > GAMES / 10)
  assert.ok(campaign.refused > GAMES / 2)
  assert.ok(campaign.reused > GAMES / 10, `only ${campaign.reused} openings were reused`)
  assert.ok(campaign.copied > GAMES / 20, `only ${campaign.copied} games were copied`)
  assert.ok(campaign.ranked > GAMES / 20, `only ${campaign.ranked} commitments were proved`)
  assert.ok(campaign.overtaken > 0, 'no commitment was ahead of an earlier challenge')
  assert.ok(campaign.demands > GAMES / 50)
  assert.ok(Object.keys(campaign.lies).length >= 8, `only ${Object.keys(campaign.lies)}`)
})
