import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Random } from '@assay/program/testing'
import { runOpCampaign } from './opCampaign.ts'
import { opMutants } from './opMutants.ts'
import { tryOpMutant } from './tryOpMutant.ts'

const mutants = await opMutants()

test('an op without a mutation passes the vectors', async () => {
  const { path } = mutants[0]!
  assert.equal(await tryOpMutant({ path, source: readFileSync(path, 'utf8') }), undefined)
})

test('there are over a thousand mutants, each with a name of its own, in every op', () => {
  assert.ok(mutants.length > 1000)
  assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length)
  const ops = new Set(mutants.map(({ name }) => name.split(' ')[0]))
  for (const op of ['add', 'argMax', 'conv2d', 'embedding', 'softmax', 'transpose', 'window'])
    assert.ok(ops.has(`ops/${op}.ts`), op)
})

test('of mutants of evaluation drawn by a seed, the vectors notice every one', async () => {
  const random = new Random(Number(process.env.ASSAY_SEED ?? 1))
  const chosen = random.shuffle(mutants.filter(({ isEvaluation }) => isEvaluation)).slice(0, 12)
  const results = await runOpCampaign({ chosen, workers: 2 })
  assert.deepEqual(
    results.filter(({ noticed }) => noticed === undefined).map(({ mutant }) => mutant.name),
    [],
  )
})
