import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import { verifyStep } from '../format/programRoot.ts'
import { readProgram } from '../format/readProgram.ts'
import { operations } from '../ops/operations.ts'
import { edgeFiles } from './vectorFiles.ts'
import { differenceFrom, type Vectors } from './vectors.ts'

const path = new URL('../../golden/vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors

test('the vectors are what this implementation computes', async () => {
  assert.equal(await differenceFrom(vectors), undefined)
})

test('every op is among the vectors, with evidence', () => {
  const ops = vectors.programs.flatMap(({ ops, evidence }) => evidence.map(({ step }) => ops[step]))
  assert.deepEqual([...new Set(ops)].sort(), Object.keys(operations).sort())
})

test('the files at the edges are those that are described, each with its own name', () => {
  const files = edgeFiles()
  assert.ok(vectors.refused.length > 100)
  assert.equal(vectors.refused.length + vectors.accepted.length, files.length)
  const known = new Map(
    [...vectors.refused, ...vectors.accepted].map((vector) => [vector.what, vector.file]),
  )
  assert.equal(known.size, files.length)
  for (const { what, file } of files) assert.equal(known.get(what), toHex(file), what)
})

test('a changed vector is noticed', async () => {
  const flip = (hex: `0x${string}`) =>
    `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}` as `0x${string}`
  const [program, ...others] = vectors.programs
  const withProgram = (change: Partial<Vectors['programs'][number]>): Vectors => ({
    ...vectors,
    programs: [{ ...program!, ...change }, ...others],
  })
  const { evidence, costs } = program!
  const [shown, ...rest] = evidence
  for (const changed of [
    withProgram({ trace: program!.trace.with(-1, flip(program!.trace.at(-1)!)) }),
    withProgram({ traceRoot: flip(program!.traceRoot) }),
    withProgram({ outputRoot: flip(program!.outputRoot) }),
    withProgram({ modelId: flip(program!.modelId) }),
    withProgram({ costs: costs.with(0, { ...costs[0]!, gas: costs[0]!.gas + 1 }) }),
    withProgram({ evidence: [{ ...shown!, evidence: flip(shown!.evidence) }, ...rest] }),
    { ...vectors, refused: [{ ...vectors.refused[0]!, name: 'NotJudgeable' }] },
    { ...vectors, accepted: [{ ...vectors.refused[0]!, ...{ modelId: '0x', costs: [] } }] },
  ] as Vectors[])
    assert.notEqual(await differenceFrom(changed), undefined)
})

test('each step is proven at its position and at no other', async () => {
  for (const vector of vectors.programs) {
    const { commitment } = await readProgram(fromHex(vector.file))
    const count = commitment.steps.length
    for (const [i, encoding] of commitment.steps.entries()) {
      const siblings = commitment.proveStep(i)
      for (let index = 0; index < count + 1; index++)
        assert.equal(
          await verifyStep(commitment.stepsRoot, count, index, encoding, siblings),
          index === i,
        )
    }
  }
})
