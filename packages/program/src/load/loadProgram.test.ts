import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openReference } from '../engine/openReference.ts'
import { ProgramError } from '../errors.ts'
import { readProgram } from '../format/readProgram.ts'
import { writeProgram } from '../format/writeProgram.ts'
import { Random } from '../testing/random.ts'
import { randomProgram } from '../testing/randomProgram.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { loadProgram } from './loadProgram.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-load-program-'))
after(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

test('a program loaded in a thread is the same as one read here', async () => {
  const random = new Random(testSeed('load program'))
  for (const program of [sampleProgram(), randomProgram(random, 6), randomProgram(random, 3)]) {
    const bytes = await writeProgram(program)
    const here = await readProgram(bytes)
    const there = await loadProgram(fileOf('sound.assay', bytes), { modelId: here.modelId })
    assert.equal(there.modelId, here.modelId)
    assert.deepEqual(there.program, here.program)
    const { proveStep: proveThere, ...sentThere } = there.commitment
    const { proveStep, ...sentHere } = here.commitment
    assert.deepEqual(sentThere, sentHere)
    for (const step of program.steps.keys()) assert.deepEqual(proveThere(step), proveStep(step))
    const input = random.bytes(openReference(program).inputBytes)
    assert.deepEqual(
      await openReference(there.program).run(input),
      await openReference(program).run(input),
    )
  }
})

test('what is refused has the same name and sentence as on this thread', async () => {
  const bytes = await writeProgram(sampleProgram())
  const other = `0x${'12'.repeat(32)}` as const
  const cases = [
    [bytes.subarray(0, 40), {}],
    [bytes, { modelId: other }],
    [bytes, { modelId: '0x12' as const }],
    [new Uint8Array(0), {}],
  ] as const
  for (const [file, expected] of cases) {
    const here = await readProgram(file, expected).then(
      () => undefined,
      (error: ProgramError) => error,
    )
    assert.ok(here instanceof ProgramError)
    const { name, message } = here
    await assert.rejects(loadProgram(fileOf('refused.assay', file), expected), (error) => {
      assert.ok(error instanceof ProgramError)
      assert.deepEqual([error.name, error.message], [name, message])
      return true
    })
  }
})

test('a file that is not there is an error with its code', async () => {
  await assert.rejects(loadProgram(join(folder, 'nothing.assay')), { code: 'ENOENT' })
  await assert.rejects(loadProgram(folder), { code: 'EISDIR' })
})
