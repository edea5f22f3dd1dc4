import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelHref, readModelPath } from './modelPath.ts'

const read = (address: string) => readModelPath(address.split('/').map(decodeURIComponent))

test('an address names a model, a version and a tab, and the model’s name may hold slashes', () => {
  const named = { version: undefined, tab: 'run', unknownTab: undefined }
  assert.deepEqual(read('pump'), { ...named, name: 'pump' })
  assert.deepEqual(read('acme/pump@2'), { ...named, name: 'acme/pump', version: 2 })
  assert.deepEqual(read('acme/pump@2/-/graph'), {
    ...named,
    name: 'acme/pump',
    version: 2,
    tab: 'graph',
  })
})

test('what is no tab or no version is not taken for one', () => {
  assert.deepEqual(read('pump/-/price'), {
    name: 'pump',
    version: undefined,
    tab: 'run',
    unknownTab: 'price',
  })
  assert.equal(read('pump@0').version, undefined)
  assert.equal(read('pump@first').version, undefined)
})

test('an address that is written is read back', () => {
  for (const path of [
    { name: 'pump', version: undefined, tab: 'run' as const },
    { name: 'acme/a b', version: 3, tab: 'workers' as const },
  ]) {
    const { unknownTab, ...found } = read(modelHref(path).replace('/models/', ''))
    assert.deepEqual(found, path)
    assert.equal(unknownTab, undefined)
  }
})
