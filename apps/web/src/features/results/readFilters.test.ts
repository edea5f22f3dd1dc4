import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilters, stateFilters } from './readFilters.ts'

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const read = (text: string) => readFilters(new URLSearchParams(text))

test('a state and an address are read, the address in its usual form', () => {
  const { state, address, refused } = read(`state=refuted&address=${ADDRESS.toLowerCase()}`)
  assert.equal(state, 'refuted')
  assert.equal(address, ADDRESS)
  assert.deepEqual(refused, [])
})

test('what means nothing is named and left out', () => {
  const { state, address, refused } = read('state=foo&address=0x12&sort=fee')
  assert.equal(state, undefined)
  assert.equal(address, undefined)
  assert.deepEqual(
    refused.map(({ name }) => name),
    ['state', 'address', 'sort'],
  )
  assert.match(refused[0]?.reason ?? '', /`state=foo` is not a state/)
})

test('no two ways to end badly share a filter, and no state is left without one', () => {
  const states = stateFilters.flatMap((filter) => filter.states)
  assert.equal(new Set(states).size, states.length)
  for (const ended of ['rejected', 'void', 'expired', 'cancelled'] as const)
    assert.deepEqual(stateFilters.find(({ states: [first] }) => first === ended)?.states, [ended])
  assert.equal(states.length, 9)
})
