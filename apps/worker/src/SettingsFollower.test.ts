import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, ServiceError } from '@assay/service'
import type { WorkerConfig } from './config.ts'
import type { SettingsState } from './observe/WorkerStatus.ts'
import { SettingsFollower } from './SettingsFollower.ts'

/** As many settings as the follower looks at. */
const config = (change: Record<string, unknown> = {}) =>
  ({
    concurrency: 1,
    policy: { maxJobs: 8 },
    collateral: { maxPerJob: '100' },
    housekeeping: 'rescue',
    gas: { maxFeePerGas: '5', minBalance: '0.001', coinPrice: '0' },
    models: [
      { path: '/a', minFee: '1' },
      { path: '/b', minFee: '1' },
    ],
    ...change,
  }) as unknown as WorkerConfig

/** A follower of a file in which something else stands each time. */
function follow(...files: (WorkerConfig | Error)[]) {
  const applied: WorkerConfig[] = []
  const status: { settings: SettingsState | undefined } = { settings: undefined }
  const valid: number[] = []
  const lines: string[] = []
  const follower = new SettingsFollower({
    config: config(),
    file: '/worker.toml',
    load: () => {
      const next = files.shift()!
      if (next instanceof Error) throw next
      return next
    },
    apply: (changed) => void applied.push(changed),
    log: createLog({
      ...{ level: 'info', format: 'json' },
      stream: { write: (line) => void lines.push(line) },
    }),
    metrics: { settingsValid: { set: (value) => void valid.push(value) } },
    status,
  })
  return { follower, applied, status, valid, lines }
}

test('rules are taken from the changed file, and everything else stays as at the start', () => {
  const changed = config({
    policy: { maxJobs: 2 },
    gas: { maxFeePerGas: '9', minBalance: '0.5', coinPrice: '3' },
    concurrency: 4,
    models: [
      { path: '/b', minFee: '7' },
      { path: '/c', minFee: '9' },
    ],
  })
  const { follower, applied, status } = follow(changed)
  follower.reload()
  assert.deepEqual(applied, [
    config({
      policy: { maxJobs: 2 },
      gas: { maxFeePerGas: '5', minBalance: '0.5', coinPrice: '3' },
      models: [
        { path: '/a', minFee: '1' },
        { path: '/b', minFee: '7' },
      ],
    }),
  ])
  // What does not count yet is named, where the operator looks.
  assert.deepEqual(status.settings?.needRestart.toSorted(), ['concurrency', 'gas', 'models'])
  assert.equal(status.settings?.fault, undefined)
})

test('a wrong file keeps the rules and says so, until a right one comes', () => {
  const wrong = new ServiceError('unknown key "polcy"')
  const right = config({ housekeeping: 'all' })
  const { follower, applied, status, valid, lines } = follow(wrong, right)
  const { loadedAt } = status.settings!
  follower.reload()
  assert.deepEqual(applied, [])
  assert.equal(status.settings?.fault, 'unknown key "polcy"')
  assert.equal(status.settings?.loadedAt, loadedAt)
  assert.match(lines.join(''), /"error":"unknown key .*the rules stay as they were/)
  follower.reload()
  assert.equal(applied.length, 1)
  assert.equal(status.settings?.fault, undefined)
  assert.deepEqual(status.settings?.needRestart, [])
  assert.deepEqual(valid, [1, 0, 1])
})
