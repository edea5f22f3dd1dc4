import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROFILE_EXACT } from '../commit/modelId.ts'
import { openProgram } from '../node.ts'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import { Random } from '../testing/random.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { openProgram as openOnWeb } from '../web.ts'
import { openReference } from './openReference.ts'
import { evaluate } from './trace.ts'

const program = sampleProgram()
const input = new Random(5).bytes(8 * 8 * 3)

test('every engine runs a program to the same output, with a trace of each step', async () => {
  for (const session of [
    await openProgram(program),
    await openOnWeb(program),
    openReference(program),
  ]) {
    assert.equal(session.profile, PROFILE_EXACT)
    assert.equal(session.inputBytes, 192)
    assert.deepEqual(
      session.outputs.map(({ bytes }) => bytes),
      [40],
    )
    assert.deepEqual(await session.run(input), evaluate(program, input), session.engine)
    assert.equal((await session.trace!(input)).length, 6)
    await session.close()
  }
})

test('many runs at once give each its own result', async () => {
  const session = await openProgram(program)
  const inputs = Array.from({ length: 20 }, (_, i) => new Random(i).bytes(192))
  const results = await Promise.all(inputs.map((each) => session.run(each)))
  for (const [i, result] of results.entries())
    assert.deepEqual(result, evaluate(program, inputs[i]!))
  await session.close()
})

test('what a run returned is its caller’s: later runs neither change it nor see it changed', async () => {
  // One output is a weight in another shape, which an engine could hand out as it holds it.
  const builder = new ProgramBuilder({ dtype: 'u8', shape: [4] })
  const shape = [2, 2]
  const constant = builder.weight({ dtype: 'u8', shape: [4] }, Uint8Array.of(1, 2, 3, 4))
  const outputs = [constant, builder.input].map((x) =>
    builder.step('Reshape', [x], { shape }, { dtype: 'u8', shape }),
  )
  for (const kept of [outputs, outputs.slice(0, 1)]) {
    const small = builder.finish(kept)
    for (const session of [await openProgram(small), await openOnWeb(small)]) {
      const first = Uint8Array.of(5, 6, 7, 8)
      for (const call of [session.run, async (x: Uint8Array) => (await session.trace!(x))[0]!]) {
        const before = await call(first)
        const copy = before.slice()
        await call(Uint8Array.of(9, 9, 9, 9))
        assert.deepEqual(before, copy, session.engine)
        before.fill(0)
        assert.deepEqual(await call(first), copy, session.engine)
        assert.deepEqual(first, Uint8Array.of(5, 6, 7, 8))
      }
      await session.close()
    }
  }
})

test('an input of another size is refused', async () => {
  const session = await openProgram(program)
  await assert.rejects(session.run(input.subarray(1)), {
    name: 'InvalidInput',
    message: /191 bytes; this program takes 192/,
  })
  await assert.rejects(session.trace!(new Uint8Array(0)), { name: 'InvalidInput' })
  await session.close()
})

test('a program that does not pass the gate is not opened', async () => {
  const bad = { ...program, outputs: [99] }
  await assert.rejects(openProgram(bad), { name: 'InvalidProgram' })
  await assert.rejects(openOnWeb(bad), { name: 'InvalidProgram' })
  assert.throws(() => openReference(bad), { name: 'InvalidProgram' })
})
