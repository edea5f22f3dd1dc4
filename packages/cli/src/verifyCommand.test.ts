import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { execa } from 'execa'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-verify-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `assay verify` as a process. */
function verify(...args: string[]) {
  const main = path.join(import.meta.dirname, 'main.ts')
  return execa(process.execPath, [main, 'verify', ...args], { reject: false })
}

test('a file that is no evidence ends with 10, and one that is not there with 3', async () => {
  const file = path.join(folder, 'evidence.json')
  writeFileSync(file, '{"version":1}')
  const refused = await verify(file)
  assert.equal(refused.exitCode, 10)
  assert.match(refused.stderr, /^assay: .*evidence\.json: The evidence\.place is not an object\./)
  const missing = await verify(path.join(folder, 'nothing.json'))
  assert.equal(missing.exitCode, 3)
})
