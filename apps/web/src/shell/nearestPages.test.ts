import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestPages } from './nearestPages.ts'

const nearest = (path: string) => nearestPages(path).map(({ href }) => href)

test('a mistyped address leads to the page that was meant', () => {
  assert.equal(nearest('/result')[0], '/results')
  assert.equal(nearest('/Modells/digits')[0], '/models')
  assert.equal(nearest('/acount')[0], '/account')
  assert.equal(nearest('/dispute/1')[0], '/disputes')
})

test('three different pages are named, however long or odd the address is', () => {
  for (const path of ['/', '', `/${'x'.repeat(1_000_000)}`, '/%00/🦆'])
    assert.equal(new Set(nearest(path)).size, 3, path.slice(0, 20))
})
