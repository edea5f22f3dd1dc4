import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROFILE_EXACT, PROFILE_NATIVE } from '@assay/program'
import {
  filterModels,
  type ModelEntry,
  readModelFilters,
  readValues,
  writeValues,
} from './filterModels.ts'

const entry = (
  name: string,
  {
    task,
    licence,
    record,
    profile = PROFILE_EXACT,
  }: {
    task?: string
    licence?: string
    profile?: string
    record?: Partial<ModelEntry['record']>
  } = {},
) =>
  ({
    model: { name, profile, publisher: '0xAb', publishedAt: name.length },
    card: task === undefined ? undefined : { title: `The ${name}`, task, licence },
    record: record && {
      ...{ jobs: 0, answers: 0, refuted: 0, asks: 0, lowestFee: undefined, latency: undefined },
      ...record,
    },
  }) as unknown as ModelEntry

const models = [
  entry('digits', { task: 'image', licence: 'MIT', record: { jobs: 4, asks: 1, lowestFee: 80n } }),
  entry('objects', { task: 'image', licence: 'Apache-2.0', record: { jobs: 9, latency: 3 } }),
  entry('pump', { task: 'table', licence: 'MIT', record: { asks: 2, lowestFee: 20n, latency: 1 } }),
  entry('bare', { profile: PROFILE_NATIVE }),
]
const read = (address: string, decimals: number | undefined = 1) =>
  readModelFilters(new URLSearchParams(address), decimals)
const shown = (address: string) =>
  filterModels(models, read(address).filters).shown.map(({ model }) => model.name)
const facet = (address: string, name: 'task' | 'licence' | 'price' | 'profile') =>
  Object.fromEntries(
    filterModels(models, read(address).filters).facets[name].map(({ value, count }) => [
      value,
      count,
    ]),
  )

test('models are found by words of their name, title, task and publisher', () => {
  assert.deepEqual(shown('q=THE+image'), ['objects', 'digits'])
  assert.deepEqual(shown('q=0xab&sort=name'), ['bare', 'digits', 'objects', 'pump'])
  assert.deepEqual(shown('q=nothing'), [])
})

test('several values of a facet widen it, and several facets narrow', () => {
  assert.deepEqual(shown('task=image,table&licence=MIT'), ['digits', 'pump'])
  assert.deepEqual(shown('profile=native'), ['bare'])
  assert.deepEqual(shown('price=named&task=table'), ['pump'])
})

test('a facet counts what each of its values would show beside the other facets', () => {
  assert.deepEqual(facet('licence=MIT', 'task'), { image: 1, table: 1, unknown: 0 })
  assert.deepEqual(facet('licence=MIT', 'licence'), { MIT: 2, 'Apache-2.0': 1, unknown: 1 })
  assert.deepEqual(facet('', 'price'), { named: 2, none: 1, unknown: 1 })
  // What the address asks for is not lost where no model has it.
  assert.deepEqual(facet('task=audio', 'task'), { image: 2, table: 1, unknown: 1, audio: 0 })
})

test('a price that is not known is never taken for a low one', () => {
  assert.deepEqual(shown('most=5'), ['pump'])
  assert.deepEqual(shown('most=8'), ['digits', 'pump'])
  assert.deepEqual(shown('sort=fee'), ['pump', 'digits', 'bare', 'objects'])
  assert.deepEqual(shown('sort=latency'), ['pump', 'objects', 'bare', 'digits'])
})

test('what means nothing in the address is named and left out', () => {
  const { filters, refused } = read('sort=best&most=cheap&foo=1&task=image')
  assert.deepEqual(
    refused.map(({ name }) => name),
    ['sort', 'most', 'foo'],
  )
  assert.equal(filters.sort, 'asked')
  assert.deepEqual(filters.chosen.task, ['image'])
  // Until the token's decimals are known, an amount is neither right nor wrong.
  assert.deepEqual(readModelFilters(new URLSearchParams('most=1'), undefined).refused, [])
})

test('words of a publisher with commas and signs of per cent are one value of the address', () => {
  const values = ['MIT, or Apache-2.0', '100%', '%2C', 'plain']
  assert.deepEqual(readValues(writeValues(values)), values)
  assert.deepEqual(
    read(`licence=${encodeURIComponent(writeValues(values))}`).filters.chosen.licence,
    values,
  )
})
