import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import { ask } from './scene/ask.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startFaultyNode } from './scene/startFaultyNode.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const JOBS = 40
/** Looks at the chain in a row, without anything new. */
const QUIET_LOOKS = 10

let scene: Scene
let model: ModelVersion
let models: { path: string; minFee: string }[]
before(async () => {
  scene = await openScene()
  const path = join(scene.folder, 'relu.onnx')
  writeFileSync(path, onnxFile([1, 8]))
  model = await publishModelFile(scene, { name: 'relu', path })
  models = [{ path, minFee: '0.3' }]
})
after(() => scene?.close())

test('jobs that are too cheap are asked about when they come, and cost a worker nothing as long as they lie there', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  const node = await startFaultyNode({ rpcUrl: scene.node.rpcUrl })
  const worker = await startWorker(scene, { person, models, settings: { rpcUrl: node.url } })
  try {
    for (let index = 0; index < JOBS; index++) {
      await ask(requester, { model, input: new Uint8Array(32).fill(index), fee: 100_000n })
    }
    await until('the worker to have seen all', async () => {
      const { skipped } = (await (await fetch(`${worker.url}/status`)).json()) as {
        skipped: { reason: string }[]
      }
      return skipped.filter(({ reason }) => reason === 'fee-too-low').length === JOBS
    })
    const methods = () => node.calls.map(({ method }) => method)
    await until('looks without another call', () => {
      const looks = methods().slice(-QUIET_LOOKS)
      return looks.every((method) => method === 'eth_getBlockByNumber')
    })
    const about = node.calls.filter(
      ({ method, params }) =>
        method === 'eth_call' &&
        (params[0] as { to: string }).to.toLowerCase() === scene.deployment.market.toLowerCase(),
    )
    // Once when a job's event comes, and once more, since a node may have lagged.
    assert.ok(about.length <= 3 * JOBS, `${about.length} questions about ${JOBS} jobs`)

    // Who signs too cheap an offer hears what is asked.
    const signed = await requester.client.requests.prepare({
      ...{ model, input: new Uint8Array(32), fee: 100_000n },
      ...{ worker: person.address, signed: true },
    })
    await assert.rejects(
      requester.client.requests.ask({
        ...{ workerUrl: worker.url, request: signed.request, input: new Uint8Array(32) },
      }),
      /fee-too-low \(it asks for 300000, and is offered 100000\)/,
    )

    // What is worth it is done all the same.
    const paid = await ask(requester, { model, input: new Uint8Array(32), fee: 400_000n })
    const job = await requester.client.jobs.wait({ ...paid, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
  } finally {
    await worker.process.kill('SIGKILL')
    node.close()
  }
})
