import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commitProgram } from '../format/programRoot.ts'
import { attributeIntegers } from '../ops/resolve.ts'
import { operandType } from '../program.ts'
import { Random } from '../testing/random.ts'
import { randomProgram } from '../testing/randomProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { readHeader, readStep } from './readCommitted.ts'

const random = new Random(testSeed('committed headers and steps'))

test('header and steps read back are those that were committed', async () => {
  for (let i = 0; i < 20; i++) {
    const program = randomProgram(random, random.integer(1, 6))
    const commitment = await commitProgram(program)
    assert.deepEqual(await readHeader(commitment.header), {
      version: program.version,
      steps: program.steps.length,
      stepsRoot: commitment.stepsRoot,
      input: program.input,
      outputs: program.outputs,
    })
    for (const [index, step] of program.steps.entries()) {
      const read = await readStep(commitment.steps[index]!)
      assert.equal(read.op, step.op)
      assert.deepEqual(read.attributes, attributeIntegers(step))
      assert.deepEqual(read.output, step.output)
      for (const [position, operand] of step.operands.entries()) {
        const { kind, type } = read.operands[position]!
        assert.deepEqual([kind, type], [operand.kind, operandType(program, operand)])
      }
    }
  }
})

test('what is cut short, goes on or is no op is refused', async () => {
  const commitment = await commitProgram(randomProgram(random, 2))
  const [step] = commitment.steps
  assert.ok(step)
  for (const [read, bytes] of [
    [readHeader, commitment.header],
    [readStep, step],
  ] as const) {
    await assert.rejects(read(bytes.subarray(0, -1)), /ends 1 bytes too early/)
    await assert.rejects(read(Uint8Array.of(...bytes, 0)), /Bytes follow/)
  }
  await assert.rejects(readStep(step.with(0, 200)), /200 is no op/)
  const end = commitment.header.length
  await assert.rejects(readHeader(commitment.header.with(end - 5, 2)), /goes through 2 positions/)
  await assert.rejects(readHeader(commitment.header.with(end - 1, 0)), /says when a run/)
})
