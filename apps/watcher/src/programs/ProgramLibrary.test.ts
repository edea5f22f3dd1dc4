import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readProgram, writeProgram } from '@assay/program'
import { Random, randomProgram, sampleProgram } from '@assay/program/testing'
import type { Hex } from 'viem'
import { ProgramLibrary } from './ProgramLibrary.ts'
import { ProgramUnavailable } from './ProgramUnavailable.ts'

const root = mkdtempSync(join(tmpdir(), 'assay-library-'))
after(() => rmSync(root, { recursive: true }))

const served = await writeProgram(sampleProgram())
const { modelId, commitment } = await readProgram(served)
const other = await writeProgram(randomProgram(new Random(1), 3))

/** A library with an empty folder, and how often it fetched. */
function library(name: string, bytes: Uint8Array) {
  const folder = join(root, name)
  const fetched: string[] = []
  const programs = new ProgramLibrary({
    files: [],
    folder,
    fetch: true,
    maxBytes: 2 ** 20,
    timeout: 1000,
    fetchBytes: async (uri) => {
      fetched.push(uri)
      return bytes
    },
    loaded: 0,
    find: async () => ({ root: commitment.root, cardUri: 'http://publisher.test/cards/card.json' }),
    signal: new AbortController().signal,
  })
  return { programs, folder, fetched }
}

test('a program is fetched once, and kept under its model id', async () => {
  const { programs, folder, fetched } = library('sound', served)
  for (let i = 0; i < 2; i++)
    await programs.use(modelId, async (program) => {
      assert.equal(program.modelId, modelId)
      assert.deepEqual(program.commitment.steps, commitment.steps)
    })
  assert.deepEqual(fetched, [`http://publisher.test/cards/${commitment.root}`])
  assert.deepEqual(readdirSync(folder), [`${modelId}.assay`])
})

test('another program than the one that was asked for is not kept', async () => {
  const { programs, folder } = library('other', other)
  const use = () => programs.use(modelId, async () => assert.fail('it was used'))
  await assert.rejects(use(), (error) => {
    assert.ok(error instanceof ProgramUnavailable)
    assert.match(error.message, /not at http.*another program/)
    return true
  })
  assert.deepEqual(readdirSync(folder), [])
})

test('a program that is neither at hand nor served anywhere is unavailable', async () => {
  const { programs } = library('none', served)
  const unknown: Hex = `0x${'12'.repeat(32)}`
  await assert.rejects(
    programs.use(unknown, async () => assert.fail('it was used')),
    ProgramUnavailable,
  )
})
