import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BaseError } from '@assay/sdk'
import { HttpRequestError, UserRejectedRequestError } from 'viem'
import { explainError } from './explainError.ts'

test('an error of the SDK keeps its sentence and its remedy', () => {
  const error = new BaseError('The job is not open.', { remedy: 'Reload the page.' })
  assert.deepEqual(explainError(error), {
    kind: 'other',
    title: 'The job is not open.',
    detail: 'Reload the page.',
  })
})

test('a rejection is found below other errors', () => {
  const rejection = new UserRejectedRequestError(new Error('User denied'))
  assert.equal(
    explainError(new BaseError('Posting failed.', { cause: rejection })).kind,
    'rejected',
  )
  assert.equal(explainError({ code: 4001, message: 'no' }).kind, 'rejected')
})

test('a silent endpoint is told from a refusal', () => {
  const error = new HttpRequestError({ url: 'http://127.0.0.1:1' })
  assert.equal(explainError(new BaseError('Reading failed.', { cause: error })).kind, 'unreachable')
})

test('missing gas money is named', () => {
  assert.equal(explainError(new Error('insufficient funds for gas * price + value')).kind, 'gas')
})

test('an endless message is cut', () => {
  assert.equal(explainError(new Error('x'.repeat(5_000))).title.length, 240)
})

test('what is no error at all gets words, too', () => {
  assert.equal(explainError(undefined).title, 'Something unexpected happened.')
})
