import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answerOf,
  describeMissing,
  keepingAnswers,
  type PlaceAnswer,
  placeOf,
} from './askPlaces.ts'

test('what is missing is said with its size and with what each server answered', () => {
  const answers = [
    { place: 'worker.example', answer: '404' },
    { place: 'store.example:81', answer: 'no answer in time' },
  ]
  assert.equal(
    describeMissing({ what: 'input', id: '0x', bytes: 12_288, answers }),
    'The input’s 13 kB are not served anywhere this page asked: worker.example (404), store.example:81 (no answer in time).',
  )
  assert.equal(
    describeMissing({ what: 'program', id: '0x', answers: [] }),
    'Nothing says where the program’s bytes lie.',
  )
})

test('a server is named by its host, and one that is no server for what it is', () => {
  assert.equal(placeOf('https://a.example:99/blobs/0x12'), 'a.example:99')
  assert.equal(placeOf('data:text/plain,hello'), 'the request itself')
  assert.equal(placeOf('nonsense'), 'nonsense')
})

test('what a server did is said in a few words', () => {
  assert.equal(answerOf(new Error('https://a.example/x answers 404.')), '404')
  assert.equal(answerOf(new DOMException('late', 'TimeoutError')), 'no answer in time')
  assert.equal(answerOf(new TypeError('Failed to fetch')), 'does not answer')
  assert.equal(
    answerOf(new Error('https://a.example/x holds more than the 9 bytes that are allowed.')),
    'more bytes than it has',
  )
  assert.equal(answerOf('anything'), 'does not answer')
})

test('what each server answered is kept, also of those whose bytes were not taken', async () => {
  const answers: PlaceAnswer[] = []
  const fetch = keepingAnswers(async (uri) => {
    if (uri.startsWith('https://a.')) return Uint8Array.of(1)
    throw new Error(`${uri} answers 500.`)
  }, answers)
  const limits = { limit: 1, timeout: 1 }
  assert.deepEqual(await fetch('https://a.example/x', limits), Uint8Array.of(1))
  await assert.rejects(fetch('https://b.example/x', limits), /answers 500/)
  assert.deepEqual(answers, [
    { place: 'a.example', answer: 'other bytes' },
    { place: 'b.example', answer: '500' },
  ])
})
