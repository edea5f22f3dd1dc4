import assert from 'node:assert/strict'
import test from 'node:test'
import { readPages } from './readPages.ts'

test('each part of a list says what it shows and where its neighbours begin', () => {
  assert.deepEqual(readPages(0, 50, 120), {
    shown: { first: 1, last: 50 },
    before: undefined,
    after: 50,
  })
  assert.deepEqual(readPages(50, 50, 120), {
    shown: { first: 51, last: 100 },
    before: 0,
    after: 100,
  })
  assert.deepEqual(readPages(100, 50, 120), {
    shown: { first: 101, last: 120 },
    before: 50,
    after: undefined,
  })
})

test('the last part of a list that fills it exactly has none after it', () => {
  assert.equal(readPages(50, 50, 100).after, undefined)
  assert.equal(readPages(0, 50, 50).after, undefined)
})

test('an offset between two parts never leads before the first row', () => {
  assert.equal(readPages(7, 50, 120).before, 0)
})

test('past the end nothing is shown, and the way back is the last part', () => {
  for (const offset of [100, 101, 1_000_000_000])
    assert.deepEqual(readPages(offset, 50, 100), {
      shown: undefined,
      before: 50,
      after: undefined,
    })
  assert.equal(readPages(1_000, 50, 101).before, 100)
  assert.deepEqual(readPages(0, 50, 0), {
    shown: undefined,
    before: undefined,
    after: undefined,
  })
})

test('walking on from the first part shows every row once', () => {
  for (const matching of [1, 49, 50, 51, 120, 1_000]) {
    let seen = 0
    for (let at: number | undefined = 0; at !== undefined; ) {
      const { shown, after } = readPages(at, 50, matching)
      assert.equal(shown?.first, seen + 1)
      seen = shown?.last ?? 0
      at = after
    }
    assert.equal(seen, matching)
  }
})
