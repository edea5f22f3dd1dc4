import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BaseError } from '@assay/sdk'
import { HttpRequestError, UserRejectedRequestError } from 'viem'
import { explainError, maySend } from './explainError.ts'

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

test('a wallet that counts from an earlier chain is told apart, with what to do in it', () => {
  const { title, detail } = explainError(
    new Error('outer', { cause: new Error('Nonce too high. Expected nonce to be 0 but got 57.') }),
  )
  assert.match(title, /earlier chain/)
  assert.match(detail, /Clear/)
})

test('a wallet that is no longer connected is one to connect again', () => {
  const gone = Object.assign(new Error('The provider is disconnected.'), { code: 4900 })
  assert.equal(explainError(new Error('outer', { cause: gone })).kind, 'disconnected')
})

test('an endpoint that fails after the wallet was told to send may have taken the transaction', () => {
  for (const error of [
    new HttpRequestError({ url: 'http://localhost', details: 'fetch failed' }),
    new Error('Internal JSON-RPC error.'),
    Object.assign(new Error('already known'), { code: -32_000 }),
  ])
    assert.equal(maySend(new Error('outer', { cause: error })), true, error.message)
})

test('what the wallet or the node refused was certainly not sent', () => {
  for (const error of [
    Object.assign(new Error('User rejected the request.'), { code: 4001 }),
    Object.assign(new Error('Nonce too high. Expected 0 but got 57.'), { code: -32_000 }),
    Object.assign(new Error('refused'), { name: 'InsufficientFundsError' }),
  ])
    assert.equal(maySend(new Error('outer', { cause: error })), false, error.message)
})

test('"Nothing was sent" is said only of a write that sent nothing', () => {
  const error = new BaseError('The market refuses the request.')
  assert.equal(explainError(error).detail, 'You can try again.')
  assert.match(explainError(error, false).detail, /^Nothing was sent\./)
  assert.match(explainError(error, true).detail, /What was sent before it is in the activity list/)
  const silence = new HttpRequestError({ url: 'http://127.0.0.1:1' })
  for (const each of [error, silence, { code: 4001, message: 'no' }, { code: 4900 }])
    assert.doesNotMatch(explainError(each, true).detail, /Nothing was (sent|spent)/)
})
