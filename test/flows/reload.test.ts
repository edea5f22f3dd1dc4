import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { stringify } from 'smol-toml'
import { ask } from './scene/ask.ts'
import { openScene, type Scene } from './scene/openScene.ts'
import { Process } from './scene/Process.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { until } from './scene/until.ts'
import { writeRelu } from './scene/writeRelu.ts'

let scene: Scene
before(async () => {
  scene = await openScene()
})
after(() => scene?.close())

/** What `/status` says, as far as it matters here. */
type Status = {
  models: { minFee: string }[]
  settings: { fault?: string; needRestart: string[] }
  skipped: { job: string; model: string; requester: string; reason: string }[]
}

test('rules that change while the worker runs count for jobs that the old ones refused, and wrong ones change nothing', async () => {
  const path = writeRelu(scene)
  const model = await publishModelFile(scene, { name: 'relu', path })
  const [requester, person] = [await scene.newPerson(), await scene.newPerson()]
  const folder = mkdtempSync(join(scene.folder, 'reload-'))
  const file = join(folder, 'worker.toml')
  const write = (minFee: string, more: Record<string, unknown> = {}) => {
    const settings = {
      ...{ rpcUrl: scene.node.rpcUrl, deployment: scene.deploymentFile, data: 'data' },
      ...{ http: { port: 0 }, log: { format: 'json' }, models: [{ path, minFee }], ...more },
    }
    // An editor, too, puts a whole file in the place of the old one.
    writeFileSync(`${file}.new`, stringify(settings))
    renameSync(`${file}.new`, file)
  }
  write('0.1', { policy: { deny: [requester.address] } })
  const worker = new Process({
    args: ['apps/worker/src/main.ts', '--config', file],
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ASSAY_WORKER_KEY: person.privateKey },
  })
  scene.processes.push(worker)
  const url = /at (\S+)/.exec(await worker.line(/^worker ready at/))![1]!
  const status = async () => (await (await fetch(`${url}/status`)).json()) as Status
  const asking = { model, input: new Uint8Array(32) }
  const { jobId } = await ask(requester, asking)
  const skipped = await until('the refusal', async () =>
    (await status()).skipped.find(({ job }) => job === jobId),
  )
  const { reason, requester: who, model: what } = skipped
  assert.deepEqual(
    { reason, who, what },
    {
      reason: 'requester-denied',
      ...{ who: requester.address, what: model.modelId },
    },
  )

  write('cheap')
  const { fault } = await until('the fault', async () => {
    const { settings } = await status()
    return settings.fault !== undefined && settings
  })
  assert.match(fault!, /"models\[0\]\.minFee": it must be a decimal number/)
  assert.match((await status()).models[0]!.minFee, /^0\.1 /)
  assert.equal((await requester.client.jobs.get({ jobId })).state, 'open')

  write('0.3', { concurrency: 2 })
  const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(job.state, 'accepted')
  const { settings, models } = await status()
  assert.match(models[0]!.minFee, /^0\.3 /)
  assert.deepEqual(settings.needRestart, ['concurrency'])
  assert.equal(settings.fault, undefined)
  assert.equal(await worker.kill('SIGTERM'), 0)
})
