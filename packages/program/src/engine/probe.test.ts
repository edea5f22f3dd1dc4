import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probeCpu } from '../node.ts'
import type { Program } from '../program.ts'
import { probeBrowser } from '../web.ts'
import { chooseEncoding, probeEncodings } from './probe.ts'
import { outputTypes } from './programSession.ts'
import type { Session } from './session.ts'
import { trace } from './trace.ts'

/** An engine that computes as the reference does, then changes one step's tensor. */
function changedEngine(program: Program, change: (tensors: Uint8Array[]) => void): Session {
  const run = async (input: Uint8Array) => {
    const tensors = trace(program, input)
    change(tensors)
    return tensors
  }
  return {
    engine: 'reference',
    profile: '0x',
    inputBytes: 0,
    outputs: outputTypes(program),
    run: async (input) => (await run(input))[0]!,
    trace: run,
    close: async () => {},
  }
}

test('this CPU and the browser engine are exact for u8, and the first exact encoding is chosen', async () => {
  const cpu = await probeCpu()
  assert.ok(cpu.exact.includes('u8'), cpu.reasons.u8)
  assert.equal(chooseEncoding(cpu), cpu.exact[0])
  const browser = await probeBrowser()
  assert.ok(browser.exact.includes('u8'), browser.reasons.u8)
})

test('a single wrong byte rules an encoding out', async () => {
  const result = await probeEncodings(async (program, encoding) =>
    changedEngine(program, (tensors) => {
      if (encoding === 's8') tensors[3]![5]! ^= 1
    }),
  )
  assert.deepEqual(result.exact, ['u8'])
  assert.match(result.reasons.s8 ?? '', /1 of .* bytes of step 3 \(Conv2d\) are wrong/)
  assert.equal(chooseEncoding(result), 'u8')
})

test('a CPU that is exact in neither encoding is refused with the reasons', async () => {
  const result = await probeEncodings(async (program, encoding) => {
    if (encoding === 'u8') throw new Error('no such kernel')
    return changedEngine(program, (tensors) => {
      tensors.at(-1)![0]! ^= 128
    })
  })
  assert.throws(() => chooseEncoding(result), {
    name: 'EngineNotExact',
    message: /s8: 1 of .*; u8: no such kernel/,
  })
})
