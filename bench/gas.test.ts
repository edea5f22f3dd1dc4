import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { opNames } from '@assay/program/testing'
import { openReferee, runRefereeCampaign } from '../test/differential/refereeCampaign.ts'
import { buildProduction } from './gas/buildProduction.ts'
import { measure } from './gas.ts'

const SNAPSHOT = resolve(import.meta.dirname, 'gas.snapshot.json')
/** The largest contract that this project deploys, in bytes. */
const SIZE_LIMIT = 20_000

/**
 * Gas and sizes are the same on every run, so a change of either is a change of the contracts and belongs into
 * their commit: ASSAY_GAS_SNAPSHOT=write writes the file anew.
 */
test('gas and contract sizes are those of the committed snapshot', async () => {
  const rows = await measure()
  const actual = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  if (process.env.ASSAY_GAS_SNAPSHOT === 'write') {
    writeFileSync(SNAPSHOT, `${JSON.stringify(actual, null, 2)}\n`)
  }
  assert.deepEqual(actual, JSON.parse(readFileSync(SNAPSHOT, 'utf8')))
  for (const { name, value } of rows) {
    if (name.startsWith('size.')) assert(value <= SIZE_LIMIT, `${name} is ${value} bytes`)
  }
})

test('the referee as it is deployed agrees with the reference and onnxruntime on every op', async () => {
  const referee = await openReferee(await buildProduction())
  const parameters = { seed: Number(process.env.ASSAY_SEED ?? 1), programs: 3, elements: 6 }
  for (const subject of [...opNames, 'programs'] as const)
    assert.ok((await runRefereeCampaign(referee, { subject, ...parameters })) >= 3 * 6, subject)
})
