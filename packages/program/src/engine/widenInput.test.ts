import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from '../checkProgram.ts'
import { byteLength } from '../program.ts'
import { Random } from '../testing/random.ts'
import { randomStepProgram } from '../testing/randomProgram.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { trace } from './trace.ts'
import { widenInput } from './widenInput.ts'

const seed = testSeed('widened inputs')

test('a widened image input changes no tensor', () => {
  let widened = 0
  for (let i = 0; widened < 20; i++) {
    const random = new Random(seed + i)
    const program = randomStepProgram(random, 'Conv2d')
    const wide = widenInput(program)
    if (wide.program === program) continue
    widened++
    checkProgram(wide.program)
    assert.equal(wide.program.input.shape[3], 4)
    const input = random.bytes(byteLength(program.input))
    const fed = new Uint8Array(byteLength(wide.program.input))
    wide.feed(input, fed)
    assert.deepEqual(trace(wide.program, fed), trace(program, input))
  }
})

test('leaves what would not gain as it is', () => {
  const program = sampleProgram()
  assert.equal(widenInput(program).program, program)
})
