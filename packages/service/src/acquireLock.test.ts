import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { acquireLock } from './acquireLock.ts'
import { ServiceError } from './ServiceError.ts'

const folder = mkdtempSync(join(tmpdir(), 'lock-'))
after(() => rmSync(folder, { recursive: true }))

const refused = (error: unknown) =>
  error instanceof ServiceError && /already uses the folder x/.test(error.message)

test('a lock is held once, and can be taken again after its release', () => {
  const file = join(folder, 'nested', 'a.lock')
  const release = acquireLock(file, 'the folder x')
  assert.throws(() => acquireLock(file, 'the folder x'), refused)
  release()
  acquireLock(file, 'the folder x')()
})

test('a killed process leaves no lock behind', async () => {
  const file = join(folder, 'b.lock')
  const module = JSON.stringify(new URL('./acquireLock.ts', import.meta.url).href)
  const code = `
    const { acquireLock } = await import(${module})
    acquireLock(${JSON.stringify(file)}, 'the folder x')
    // What nothing refers to is collected now; the lock is held all the same.
    globalThis.gc()
    await new Promise((done) => setImmediate(done))
    globalThis.gc()
    console.log('locked')
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code])
  try {
    await once(child.stdout, 'data')
    assert.throws(() => acquireLock(file, 'the folder x'), refused)
  } finally {
    child.kill('SIGKILL')
  }
  await once(child, 'exit')
  acquireLock(file, 'the folder x')()
})
