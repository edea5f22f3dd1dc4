import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from './createMetrics.ts'

test('what is counted is shown under the name of its service', async () => {
  const metrics = createMetrics({ name: 'clerk', version: '1.2.3' })
  metrics.counter('letters_total', 'Letters by kind.', ['kind']).inc({ kind: 'love' }, 2)
  metrics.histogram('wait_seconds', 'Waits.', { buckets: [1, 5] }).observe(3)
  metrics.up.set(1)
  const { type, body } = await metrics.render()
  assert.match(type, /^text\/plain/)
  for (const line of [
    'assay_clerk_build_info{version="1.2.3"} 1',
    '# HELP assay_clerk_letters_total Letters by kind.',
    'assay_clerk_letters_total{kind="love"} 2',
    'assay_clerk_wait_seconds_bucket{le="1"} 0',
    'assay_clerk_wait_seconds_bucket{le="5"} 1',
    'assay_clerk_up 1',
  ]) {
    assert.ok(body.split('\n').includes(line), line)
  }
  assert.match(body, /^assay_clerk_process_cpu/m)
})

test('two services in one process count apart', async () => {
  const [one, other] = ['one', 'other'].map((name) => createMetrics({ name, version: '0' }))
  one!.headLag.set(7)
  assert.match((await one!.render()).body, /^assay_one_chain_head_lag_blocks 7$/m)
  assert.match((await other!.render()).body, /^assay_other_chain_head_lag_blocks 0$/m)
})
