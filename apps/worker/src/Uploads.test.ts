import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { commitProgram, tensorRoot, writeProgram } from '@assay/program'
import { sampleProgram } from '@assay/program/testing'
import { BlobStore } from './blobs.ts'
import { Uploads } from './Uploads.ts'

const HOUR = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'assay-uploads-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function open(name: string, maxBytes = 20_000) {
  const path = join(folder, name)
  return { path, uploads: new Uploads({ folder: path, maxBytes, keepFor: HOUR }) }
}

function errorOf({ body }: { body: unknown }): string {
  return (body as { error: { name: string } }).error.name
}

const input = new Uint8Array(5_000).fill(3)
const root = await tensorRoot(input)

test('bytes under their root are kept, served, and found again by the next run', async () => {
  const { path, uploads } = open('kept')
  const answer = await uploads.take(input, root)
  assert.equal(answer.status, 201)
  assert.equal((answer.body as { root: string }).root, root)
  assert.equal((await uploads.take(input, root.toUpperCase().replace('0X', '0x'))).status, 200)
  const later = new Uploads({ folder: path, maxBytes: 20_000, keepFor: HOUR })
  const store = new BlobStore(join(folder, 'blobs'), later)
  assert.deepEqual(new Uint8Array((await store.get(root))!), input)
  const served = await store.answer(root)
  assert.equal(served?.type, 'application/octet-stream')
})

test('bytes of another root, no bytes, and a path that is no root are refused by name', async () => {
  const { path, uploads } = open('refused')
  const changed = new Uint8Array(input)
  changed[4_999] = 4
  const wrong = await uploads.take(changed, root)
  assert.deepEqual([wrong.status, errorOf(wrong)], [422, 'InputRootMismatch'])
  assert.equal(errorOf(await uploads.take(new Uint8Array(), root)), 'EmptyBody')
  for (const rest of ['', '../worker.toml', root.slice(0, 65), `${root}/..`])
    assert.equal(errorOf(await uploads.take(input, rest)), 'NotARoot')
  assert.equal(await uploads.get(root), undefined)
  assert.deepEqual(readdirSync(path), [])
})

test('a program is kept under its program root, and under no other', async () => {
  const { uploads } = open('program')
  const program = sampleProgram()
  const file = await writeProgram(program)
  const { root: own } = await commitProgram(program)
  assert.notEqual(own, await tensorRoot(file))
  assert.equal((await uploads.take(file, own)).status, 201)
  assert.deepEqual(new Uint8Array((await uploads.get(own))!), file)
  const wrong = await uploads.take(file, root)
  assert.deepEqual([wrong.status, errorOf(wrong)], [422, 'InputRootMismatch'])
})

test('a full shelf refuses what is new and keeps what was promised', async () => {
  const { uploads } = open('full', 10_000)
  assert.equal((await uploads.take(input, root)).status, 201)
  const other = new Uint8Array(5_001).fill(9)
  const full = await uploads.take(other, await tensorRoot(other))
  assert.deepEqual([full.status, errorOf(full)], [507, 'StoreFull'])
  assert.ok(await uploads.get(root))
})

test('many tiny files count for what they take on a disk', async () => {
  const { uploads } = open('tiny', 3 * 4_096)
  const answers = []
  for (let byte = 1; byte <= 4; byte++) {
    const tiny = new Uint8Array([byte])
    answers.push((await uploads.take(tiny, await tensorRoot(tiny))).status)
  }
  assert.deepEqual(answers, [201, 201, 201, 507])
})

test('what nobody asked about in time makes room, and half an upload is cleared away', async () => {
  const { path, uploads } = open('old', 10_000)
  await uploads.take(input, root)
  const old = Date.now() / 1_000 - 2 * 3_600
  utimesSync(join(path, root), old, old)
  writeFileSync(join(path, `${root}.part`), 'half')
  const later = new Uploads({ folder: path, maxBytes: 10_000, keepFor: HOUR })
  const other = new Uint8Array(6_000).fill(1)
  assert.equal((await later.take(other, await tensorRoot(other))).status, 201)
  assert.deepEqual(readdirSync(path), [await tensorRoot(other)])
  assert.equal(await later.get(root), undefined)
})
