import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createDefenceMetrics } from '../defend/createDefenceMetrics.ts'
import { createWorkerMetrics } from './createWorkerMetrics.ts'

const DEPLOY = join(import.meta.dirname, '../../../../deploy')
const RULES = join(DEPLOY, 'worker.rules.yml')
const UNIT = join(DEPLOY, 'assay-worker.service')
const NAME = /\bassay_worker_\w+/g

/** Every metric that a worker has, by its full name; histograms have further ones. */
async function metricNames(): Promise<Set<string>> {
  const metrics = createWorkerMetrics({ version: '1' })
  createDefenceMetrics(metrics)
  const { body } = await metrics.render()
  return new Set(
    [...body.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [name, `${name}_bucket`] : [name],
    ),
  )
}

/** The names of metrics that a text uses and no worker has. */
async function unknownIn(text: string): Promise<string[]> {
  const known = await metricNames()
  const used = text.match(NAME) ?? []
  assert.ok(used.length > 5)
  return used.filter((name) => !known.has(name))
}

/** Whether a program is on this machine. */
function lacks(program: string): string | false {
  return spawnSync(program, ['--version']).error === undefined ? false : `${program} is not here`
}

test('every alert asks for metrics that a worker has', async () => {
  assert.deepEqual(await unknownIn(readFileSync(RULES, 'utf8')), [])
})

test('every panel of the dashboard asks for metrics that a worker has', async () => {
  const text = readFileSync(join(DEPLOY, 'worker.grafana.json'), 'utf8')
  assert.deepEqual(await unknownIn(text), [])
  const { panels } = JSON.parse(text) as { panels: { title: string; targets: unknown[] }[] }
  assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length)
  assert.ok(panels.every(({ targets }) => targets.length > 0))
})

test('every metric of a worker is documented', async () => {
  const document = readFileSync(join(DEPLOY, '../docs/worker.md'), 'utf8')
  const table = document.slice(document.indexOf('## Metrics'), document.indexOf('## Exit codes'))
  const documented = new Set([...table.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  const missing = [...(await metricNames())]
    .map((name) => name.replace('assay_worker_', ''))
    .filter((name) => !/^(process|nodejs)_/.test(name) && !name.endsWith('_bucket'))
    .filter((name) => !documented.has(name))
  assert.deepEqual(missing, [])
})

test('Prometheus takes the alerts', { skip: lacks('promtool') }, () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', RULES], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, `${stdout}${stderr}`)
})

test('systemd knows every setting of the unit', { skip: lacks('systemd-analyze') }, () => {
  const { stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' })
  assert.doesNotMatch(stderr, /Unknown|Failed to parse|Invalid/)
})
