import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from '../checkProgram.ts'
import { byteLength } from '../program.ts'
import { Random } from '../testing/random.ts'
import { randomStepProgram } from '../testing/randomProgram.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { trace } from './trace.ts'
import { unrollInput } from './unrollInput.ts'

const seed = testSeed('unrolled inputs')

test('an unrolled image input changes no tensor', () => {
  const seen = { byPixels: 0, byRows: 0 }
  for (let i = 0; seen.byPixels < 20 || seen.byRows < 20; i++) {
    const random = new Random(seed + i)
    const program = randomStepProgram(random, 'Conv2d')
    const unrolled = unrollInput(program)
    if (unrolled.program === program) continue
    checkProgram(unrolled.program)
    const [{ attributes }, before] = [unrolled.program.steps[0]!, program.steps[0]!.attributes]
    seen[attributes === before ? 'byPixels' : 'byRows']++
    const input = random.bytes(byteLength(program.input))
    const fed = new Uint8Array(byteLength(unrolled.program.input))
    // What an earlier run left behind must not matter.
    for (const each of [random.bytes(input.length), input]) unrolled.feed(each, fed)
    assert.deepEqual(trace(unrolled.program, fed), trace(program, input))
  }
})

test('leaves what would not gain as it is', () => {
  const program = sampleProgram()
  assert.equal(unrollInput(program).program, program)
})
