import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import { outputRoot } from '../commit/output-root.ts'
import { verifyPage } from '../commit/page-proof.ts'
import { tensorRoot } from '../commit/tensor-root.ts'
import { evaluate, trace } from '../engine/trace.ts'
import { verifyStep } from '../format/program-root.ts'
import { readProgram } from '../format/read-program.ts'
import { writeProgram } from '../format/write-program.ts'
import { operations } from '../ops/operations.ts'
import type { Hex } from '../program.ts'

interface Vectors {
  readonly tensors: readonly { readonly length: number; readonly root: Hex }[]
  readonly pages: readonly {
    readonly length: number
    readonly index: number
    readonly page: Hex
    readonly siblings: readonly Hex[]
  }[]
  readonly programs: readonly {
    readonly ops: readonly string[]
    readonly file: Hex
    readonly header: Hex
    readonly steps: readonly Hex[]
    readonly weightRoots: readonly Hex[]
    readonly root: Hex
    readonly modelId: Hex
    readonly input: Hex
    readonly trace: readonly Hex[]
    readonly outputRoot: Hex
  }[]
}

const path = new URL('../../golden/vectors.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors
const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 255)

test('default', async () => {
  for (const vector of vectors.programs) {
    const what = vector.ops.join(', ')
    const file = fromHex(vector.file)
    const { program, commitment, modelId } = await readProgram(file)
    assert.equal(commitment.root, vector.root, what)
    assert.equal(modelId, vector.modelId, what)
    assert.equal(toHex(commitment.header), vector.header, what)
    assert.deepEqual(commitment.steps.map(toHex), vector.steps, what)
    assert.deepEqual(commitment.weightRoots, vector.weightRoots, what)
    assert.deepEqual(await writeProgram(program), file, what)
    const input = fromHex(vector.input)
    assert.deepEqual(trace(program, input).map(toHex), vector.trace, what)
    const lengths = program.outputs.map((step) => fromHex(vector.trace[step]!).length)
    assert.equal(await outputRoot(evaluate(program, input), lengths), vector.outputRoot, what)
  }
})

test('behavior: every op is among the vectors', () => {
  const ops = new Set(vectors.programs.flatMap((vector) => vector.ops))
  assert.deepEqual([...ops].sort(), Object.keys(operations).sort())
})

test('behavior: tensors and pages', async () => {
  for (const { length, root } of vectors.tensors)
    assert.equal(await tensorRoot(pattern(length)), root)
  for (const { length, index, page, siblings } of vectors.pages) {
    const root = await tensorRoot(pattern(length))
    assert.equal(await verifyPage(root, length, { index, page: fromHex(page), siblings }), true)
  }
})

test('behavior: each step is proven at its position and at no other', async () => {
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
