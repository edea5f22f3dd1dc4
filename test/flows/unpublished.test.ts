import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { modelId, PROFILE_NATIVE, tensorRoot } from '@assay/program'
import type { Hex } from 'viem'
import { ask } from './scene/ask.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

let scene: Scene
before(async () => {
  scene = await openScene()
})
after(() => scene?.close())

test('jobs for a model that is not published do not keep out others, and are done once it is', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  const published = join(scene.folder, 'published.onnx')
  const unpublished = join(scene.folder, 'unpublished.onnx')
  const later = onnxFile([1, 4])
  writeFileSync(published, onnxFile([1, 8]))
  writeFileSync(unpublished, later)
  const model = await publishModelFile(scene, { name: 'published', path: published })
  const id = await modelId(PROFILE_NATIVE, await tensorRoot(later))
  const waiting: Hex[] = []
  for (let index = 0; index < 3; index++) {
    const input = new Uint8Array(16).fill(index)
    const prepared = await requester.client.requests.prepare({ model, input, fee: 400_000n })
    const { jobId, hash } = await requester.client.requests.post({
      ...prepared,
      request: { ...prepared.request, model: id },
    })
    await requester.client.waitForTransactionReceipt({ hash })
    waiting.push(jobId)
  }
  const { jobId } = await ask(requester, { model, input: new Uint8Array(32) })

  const worker = await startWorker(scene, {
    person,
    models: [{ path: published }, { path: unpublished }],
    settings: { policy: { maxJobs: 2 } },
  })
  try {
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    const { skipped } = (await (await fetch(`${worker.url}/status`)).json()) as {
      skipped: { job: Hex; reason: string }[]
    }
    for (const one of waiting) {
      assert.equal((await requester.client.jobs.get({ jobId: one })).state, 'open')
      assert.equal(skipped.find(({ job }) => job === one)?.reason, 'model-not-published')
    }
    const said = worker.log().match(/the model \S+ \(0x\w+\) is not published/g) ?? []
    assert.deepEqual(said, [`the model unpublished.onnx (${id}) is not published`])
    await publishModelFile(scene, { name: 'unpublished', path: unpublished })
    await until('the others to be done', async () => {
      const jobs = await Promise.all(
        waiting.map((one) => requester.client.jobs.get({ jobId: one })),
      )
      return jobs.every(({ state }) => state === 'accepted')
    })
  } finally {
    await worker.process.kill('SIGKILL')
  }
})
