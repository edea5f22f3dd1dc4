import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

test('an error that nobody catches prints a sentence, its stack and a line for each cause, not the bytes of the call', () => {
  const module = JSON.stringify(new URL('./BaseError.ts', import.meta.url).href)
  const code = `
    const { BaseError } = await import(${module})
    const call = Object.assign(new Error('0x' + 'ab'.repeat(50_000)), { data: '0x' + 'cd'.repeat(50_000) })
    call.name = 'CallExecutionError'
    throw new BaseError('The job is not open.', { name: 'ContractError', remedy: 'Ask for another.', cause: call })
  `
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(stderr, /The job is not open\. Ask for another\./)
  assert.match(stderr, /caused by CallExecutionError: 0xabab/)
  assert.ok(stderr.length < 2_000, `${stderr.length} characters`)
})
