import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startProxy } from './scene/startProxy.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'
import { writeRelu } from './scene/writeRelu.ts'

let scene: Scene
let requester: Person
let model: ModelVersion
let models: { path: string }[]
let proxy: Awaited<ReturnType<typeof startProxy>>
before(async () => {
  scene = await openScene()
  proxy = await startProxy(scene.node.port)
  requester = await scene.newPerson()
  const path = writeRelu(scene)
  model = await publishModelFile(scene, { name: 'relu', path })
  models = [{ path }]
})
after(async () => {
  proxy?.close()
  await scene?.close()
})

const readiness = async (url: string) => {
  const response = await fetch(`${url}/ready`)
  const { reasons } = (await response.json()) as { reasons: string[] }
  return { status: response.status, reasons: reasons.join() }
}

test('a chain that goes away and comes back costs nothing but time', async () => {
  const person = await scene.newPerson()
  const settings = { rpcUrl: proxy.url }
  const worker = await startWorker(scene, { person, models, settings })
  try {
    proxy.cut()
    const down = await until('the worker to notice', async () => {
      const now = await readiness(worker.url)
      return now.status === 503 && now
    })
    assert.match(down.reasons, /the chain does not answer/)
    assert.equal((await fetch(`${worker.url}/health`)).status, 200)
    const { jobId } = await ask(requester, { model, input: new Uint8Array(32) })
    proxy.mend()
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    await until('the worker to be ready', async () => (await readiness(worker.url)).status === 200)
    assert.equal(await scene.client.getTransactionCount({ address: person.address }), 2)
    const metrics = await (await fetch(`${worker.url}/metrics`)).text()
    assert.match(metrics, /assay_worker_rpc_errors_total\{method="eth_\w+"\} [1-9]/)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('a worker waits for a chain that is not there yet', async () => {
  const person = await scene.newPerson()
  proxy.cut()
  const worker = launchWorker(scene, { person, models, settings: { rpcUrl: proxy.url } })
  try {
    await until('its words', () => worker.log().includes('does not answer; trying again'))
    proxy.mend()
    await worker.process.line(/^worker ready/)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('a second endpoint stands in for the first', async () => {
  const person = await scene.newPerson()
  const settings = { rpcUrl: [proxy.url, scene.node.rpcUrl] }
  const worker = await startWorker(scene, { person, models, settings })
  try {
    proxy.cut()
    const { jobId } = await ask(requester, { model, input: new Uint8Array(32) })
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
  } finally {
    proxy.mend()
    await worker.process.kill('SIGKILL')
  }
})

test('a reorganisation takes a job away, and a worker goes on', async () => {
  const person = await scene.newPerson()
  const worker = await startWorker(scene, { person, models })
  try {
    const id = await scene.client.snapshot()
    const first = await ask(requester, { model, input: new Uint8Array(32) })
    await requester.client.jobs.wait({ ...first, pollingInterval: 20 })
    await scene.client.revert({ id })
    const second = await ask(requester, { model, input: new Uint8Array(32).fill(1) })
    const job = await requester.client.jobs.wait({ ...second, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    assert.match(worker.log(), /the chain was reorganised/)
  } finally {
    await worker.process.kill('SIGKILL')
  }
})
