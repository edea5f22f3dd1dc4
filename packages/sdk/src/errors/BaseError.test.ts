import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

test('an error that nobody catches prints its sentences and causes, not the bytes of the call', () => {
  const base = JSON.stringify(new URL('./explainChainError.ts', import.meta.url).href)
  const code = `
    const { explained } = await import(${base})
    const { createClient, custom } = await import('viem')
    const { call } = await import('viem/actions')
    const request = () => Promise.reject(Object.assign(new Error('refused: 0x' + 'cd'.repeat(9_000)), { code: -32602 }))
    const client = createClient({ transport: custom({ request }, { retryCount: 0 }) })
    await explained(() => call(client, { to: '0x' + '11'.repeat(20), data: '0x' + 'ab'.repeat(9_000) }))
  `
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  assert.equal(status, 1)
  assert.match(stderr, /AssayError/)
  assert.match(stderr, /cause/)
  assert.match(stderr, /0xabababababababab… \(9000 bytes\)/)
  assert.ok(stderr.length < 8_000, `${stderr.length} characters`)
})
