import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from '../checkProgram.ts'
import { ProgramBuilder } from '../ProgramBuilder.ts'
import { runCampaign, type Subject } from '../testing/campaign.ts'
import { compareEngines, openEngines } from '../testing/compareEngines.ts'
import { Draft, i32Bytes } from '../testing/draft.ts'
import { Random } from '../testing/random.ts'
import { testSeed } from '../testing/testSeed.ts'
import { wideDrafts } from '../testing/wideDrafts.ts'
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

test('ties, what is next to them, and numbers at the clamps are the same on every engine', async () => {
  for (const { name, type, numbers, build } of wideDrafts) {
    const draft = new Draft(type, new Random(seed))
    const program = draft.finish(build(draft))
    checkProgram(program)
    const input = type.dtype === 'i32' ? i32Bytes(numbers) : Uint8Array.from(numbers)
    const engines = await openEngines(program)
    const compared = await compareEngines(program, engines, [input])
    assert.equal(compared, program.steps.length * engines.length, name)
    for (const { session } of engines) await session.close()
  }
})

test('products of bytes that pass 2^31 before their zero points are taken off are the same on every engine', async () => {
  // 35,836 times 255 * 255 is above 2^31, and 35,836 times 255 * 235 just below it.
  for (const [columns, rightZero] of [
    [35_836, 20],
    [46_000, 128],
  ] as const) {
    const builder = new ProgramBuilder({ dtype: 'u8', shape: [2, columns] })
    const products = builder.step(
      'BatchMatMulWide',
      [builder.input, builder.input],
      { leftZero: 0, rightZero, axis: 0, low: -(2 ** 31), high: 2 ** 31 - 1 },
      { dtype: 'i32', shape: [2, 2] },
    )
    const weights = Int8Array.from({ length: 2 * columns }, (_, i) => (i < columns ? 127 : -128))
    const weight = builder.weight(
      { dtype: 'i8', shape: [2, columns] },
      new Uint8Array(weights.buffer),
    )
    const sums = builder.step(
      'MatMulWide',
      [builder.input, weight, builder.wideTable([2 ** 28, -(2 ** 28)], [65_535, 3])],
      { inputZero: 128, shift: 16, low: -(2 ** 31), high: 2 ** 31 - 1 },
      { dtype: 'i32', shape: [2, 2] },
    )
    const program = builder.finish([products, sums])
    checkProgram(program)
    const input = Uint8Array.from({ length: 2 * columns }, (_, i) => (i < columns ? 255 : 0))
    const engines = await openEngines(program)
    assert.equal(await compareEngines(program, engines, [input]), 2 * engines.length)
    for (const { session } of engines) await session.close()
  }
})

test('every op has its own code', () => {
  for (const operation of Object.values(operations))
    assert.equal(operationName(operation.code), operation.name)
  assert.equal(operationName(0), undefined)
  assert.equal(operationName(255), undefined)
})
