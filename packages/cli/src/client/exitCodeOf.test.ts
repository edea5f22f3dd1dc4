import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EVIDENCE_EXIT_CODES, JobNotFoundError, WrongChainError } from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { exitCodeOf } from './exitCodeOf.ts'

const DOCS = join(import.meta.dirname, '../../../../docs')

/** The codes that a document's table of exit codes lists, one to a row. */
function documented(file: string): number[] {
  const text = readFileSync(join(DOCS, file), 'utf8')
  const [, section = ''] = text.split('\n## Exit codes\n')
  return [...section.split('\n## ')[0]!.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
}

test('every exit code has its row in the page of the command line, and every row is a code', () => {
  const codes = [...Object.values(EXIT_CODES), ...Object.values(EVIDENCE_EXIT_CODES)]
  assert.deepEqual(documented('cli.md'), codes)
  assert.equal(new Set(codes).size, codes.length)
})

test('an error ends a process with its own code, or with that of what caused it', () => {
  const { notFound, network, funds } = EXIT_CODES
  assert.equal(exitCodeOf(new JobNotFoundError(`0x${'11'.repeat(32)}`)), notFound)
  assert.equal(exitCodeOf(new WrongChainError(1, 2)), network)
  const poor = new ServiceError('No coins.', { exitCode: funds })
  assert.equal(exitCodeOf(new Error('outer', { cause: poor })), funds)
  assert.equal(exitCodeOf(new Error('unknown')), undefined)
  assert.equal(exitCodeOf('no error'), undefined)
})
