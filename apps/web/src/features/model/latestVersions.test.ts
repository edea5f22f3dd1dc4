import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import { latestVersions } from './latestVersions.ts'

function model(name: string, version: number, deprecated = false): ModelVersion {
  return {
    name,
    version,
    deprecated,
    modelId: '0x01',
    profile: '0x02',
    royaltyBps: 0,
    inputBytes: 0,
    outputBytes: 0,
    publishedAt: 0,
    cardUri: '',
    cardDigest: '0x03',
    publisher: '0x0000000000000000000000000000000000000001',
  }
}

test('each model appears once, in its newest version, by name', () => {
  const latest = latestVersions([model('b', 1), model('a', 1), model('a', 2)])
  assert.deepEqual(
    latest.map(({ name, version }) => `${name} ${version}`),
    ['a 2', 'b 1'],
  )
})

test('a version its publisher advises against is passed over', () => {
  const latest = latestVersions([model('a', 2, true), model('a', 1), model('b', 1, true)])
  assert.deepEqual(
    latest.map(({ name, version }) => `${name} ${version}`),
    ['a 1'],
  )
})
