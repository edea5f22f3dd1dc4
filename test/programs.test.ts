import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { execa } from 'execa'
import { ensureBrowser } from './browser.ts'
import { findProgram } from './programs.ts'

const RUN = resolve(import.meta.dirname, '../scripts/run.mjs')
const { PATH, ASSAY_CHROMIUM } = process.env

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-programs-'))
})
after(() => {
  rmSync(folder, { recursive: true, force: true })
  process.env.PATH = PATH
  if (ASSAY_CHROMIUM === undefined) delete process.env.ASSAY_CHROMIUM
  else process.env.ASSAY_CHROMIUM = ASSAY_CHROMIUM
})

test('a program is found on PATH, where it may be run', {
  skip: process.platform === 'win32' ? 'files carry no permission to run' : false,
}, () => {
  const path = join(folder, 'assay-tool')
  process.env.PATH = folder
  assert.equal(findProgram('assay-tool'), undefined)
  writeFileSync(path, '')
  assert.equal(findProgram('assay-tool'), undefined, 'a file that may not be run')
  chmodSync(path, 0o755)
  assert.equal(findProgram('assay-tool'), path)
  process.env.PATH = PATH
})

test('a browser that is named and not there is not replaced by another', async () => {
  process.env.ASSAY_CHROMIUM = join(folder, 'none')
  await assert.rejects(
    ensureBrowser(),
    /ASSAY_CHROMIUM names .*none, which is not there; correct it/,
  )
})

test('a command of the project runs on its own Node and keeps its exit code', async () => {
  const script = 'console.log(process.execPath); process.exit(3)'
  const ended = await execa(process.execPath, [RUN, 'node', '-e', script], { reject: false })
  assert.equal(ended.exitCode, 3, ended.stderr)
  assert.match(ended.stdout, /node_modules/)
})

test('a command of the project is ended by the signal that ends its script', async () => {
  const script = `
    process.on('SIGTERM', () => { console.log('told'); process.exit(0) })
    setInterval(() => {}, 1000)
    console.log('up')`
  const process_ = execa(process.execPath, [RUN, 'node', '-e', script], { reject: false })
  for await (const line of process_.iterable()) if (line === 'up') process_.kill('SIGTERM')
  const ended = await process_
  assert.match(ended.stdout, /told/)
})
