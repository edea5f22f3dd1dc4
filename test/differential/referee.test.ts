import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { opNames } from '@assay/program/testing'
import { openReferee, runRefereeCampaign, type Subject } from './refereeCampaign.ts'

let referee: Awaited<ReturnType<typeof openReferee>>

before(async () => {
  referee = await openReferee()
})

const seed = Number(process.env.ASSAY_SEED ?? 1)
console.log(`referee: ASSAY_SEED=${seed}`)

const subjects: readonly Subject[] = [...opNames, 'programs']
for (const subject of subjects)
  test(`referee, reference and onnxruntime agree on ${subject}`, {
    timeout: 60_000,
  }, async () => {
    const programs = subject === 'programs' ? 6 : 8
    const judged = await runRefereeCampaign(referee, { subject, seed, programs, elements: 8 })
    assert(judged >= programs * 8)
  })
