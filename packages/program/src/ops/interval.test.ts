import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from '../checkProgram.ts'
import { trace } from '../engine/trace.ts'
import { byteLength, type OpName, type Program } from '../program.ts'
import { Random } from '../testing/random.ts'
import { opNames, randomProgram, randomStepProgram } from '../testing/randomProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { stepIntervals } from './resolve.ts'
import { numbersOf } from './tensorData.ts'
import { WeightFacts } from './WeightFacts.ts'

const seed = testSeed('intervals')

/** Whether some number of a step lies at each end of its interval. */
function reachedEnds(program: Program, random: Random): boolean {
  checkProgram(program)
  const intervals = stepIntervals(program, new WeightFacts())
  const tensors = trace(program, random.bytes(byteLength(program.input)))
  let [atLeast, atGreatest] = [false, false]
  for (const [i, { op, attributes, output }] of program.steps.entries()) {
    const [least, greatest] = intervals[i]!
    for (const number of numbersOf(output.dtype, tensors[i]!)) {
      assert.ok(
        number >= least && number <= greatest,
        `${number} of step ${i} (${op} ${JSON.stringify(attributes)}) is not from ${least} to ${greatest}`,
      )
      if (i === program.steps.length - 1) {
        atLeast ||= number === least
        atGreatest ||= number === greatest
      }
    }
  }
  return atLeast && atGreatest
}

for (const op of opNames as OpName[])
  test(`no number of ${op} lies outside its interval`, () => {
    let reached = 0
    for (let i = 0; i < 40; i++) {
      const random = new Random(seed + i)
      if (reachedEnds(randomStepProgram(random, op), random)) reached++
    }
    // Sums of products and roots rarely are as large as they may be; all other intervals are tight.
    if (!['RowNorm', 'Rope', 'BatchMatMulWide'].includes(op)) assert.ok(reached > 0)
  })

test('no number of several steps lies outside its interval', () => {
  for (let i = 0; i < 60; i++) {
    const random = new Random(seed + i)
    reachedEnds(randomProgram(random, random.integer(2, 8)), random)
  }
})
