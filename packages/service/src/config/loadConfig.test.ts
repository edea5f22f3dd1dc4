import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { z } from 'zod'
import { ServiceError } from '../ServiceError.ts'
import { loadConfig } from './loadConfig.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
after(() => rmSync(folder, { recursive: true }))

const schema = z.strictObject({
  name: z.string().default('nobody'),
  http: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.coerce.number().int() }),
  models: z.array(z.strictObject({ path: z.string(), minFee: z.string() })).default([]),
})

function write(text: string): string {
  const file = join(folder, `${Math.random()}.toml`)
  writeFileSync(file, text)
  return file
}

function failure(text: string): ServiceError {
  try {
    loadConfig({ schema, file: write(text) })
  } catch (error) {
    assert.ok(error instanceof ServiceError)
    return error
  }
  throw new Error('no error was thrown')
}

test('what a file leaves out has its default', () => {
  const file = write('[http]\nport = 1\n')
  assert.deepEqual(loadConfig({ schema, file }), {
    name: 'nobody',
    http: { host: '127.0.0.1', port: 1 },
    models: [],
  })
})

test('flag before environment before file before default', () => {
  const file = write('name = "file"\n[http]\nport = 1\nhost = "file"\n')
  const config = loadConfig({
    schema,
    file,
    environment: { ASSAY_PORT: 'http.port', ASSAY_NAME: 'name' },
    env: { ASSAY_PORT: '2', ASSAY_NAME: 'environment' },
    flags: { 'http.port': 3 },
  })
  assert.deepEqual(config, {
    name: 'environment',
    http: { host: 'file', port: 3 },
    models: [],
  })
})

test('an unknown key is an error with a suggestion', () => {
  assert.match(
    failure('[http]\nprot = 1\nport = 2').message,
    /unknown key "http.prot" \(did you mean "port"\?\)/,
  )
  const nested = failure('[http]\nport = 2\n[[models]]\npath = "a"\nminFee = "1"\nminfees = "1"')
  assert.match(nested.message, /unknown key "models\[0\].minfees" \(did you mean "minFee"\?\)/)
  assert.equal(nested.exitCode, 2)
})

test('a missing key is named', () => {
  assert.match(failure('name = "x"\n[http]\nhost = "y"').message, /"http.port"/)
  assert.match(
    failure('[http]\nport = 1\n[[models]]\npath = "a"').message,
    /"models\[0\].minFee" is missing/,
  )
})

test('a missing file is named, with exit code 3', () => {
  assert.throws(
    () => loadConfig({ schema, file: join(folder, 'absent.toml') }),
    (error) =>
      error instanceof ServiceError &&
      error.exitCode === 3 &&
      /absent\.toml does not exist\. Name a readable/.test(error.message),
  )
})

test('broken TOML is named by line', () => {
  const error = failure('name = "x"\nport = = 1\n')
  assert.match(error.message, /is not TOML at line 2/)
  assert.equal(error.exitCode, 2)
})

test('a value of a wrong kind is not mistaken for a missing one', () => {
  assert.match(failure('name = 5\n[http]\nport = 1').message, /"name": .*expected string/)
  assert.match(failure('[http]\nport = "many"').message, /"http.port": .*expected number/)
})
