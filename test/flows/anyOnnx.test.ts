import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { openFloatModel } from '@assay/program/node'
import { hexToBytes } from 'viem'
import { ask } from './scene/ask.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startWorker } from './scene/startWorker.ts'

/** The public MNIST network, which lies beside the project on some machines and is no part of it. */
const mnist = resolve(import.meta.dirname, '../../../shared/models/mnist.onnx')

let scene: Scene
let requester: Person
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
})
after(() => scene?.close())

/** Serves a file without a card, asks it, and compares the answer with onnxruntime's own. */
async function answers(name: string, path: string, input: Uint8Array): Promise<Uint8Array> {
  const model = await publishModelFile(scene, { name, path })
  const person = await scene.newPerson()
  const worker = await startWorker(scene, { person, models: [{ path }] })
  try {
    assert.match(worker.process.stdout, new RegExp(`model .* ${model.modelId}`))
    const { jobId } = await ask(requester, { model, input })
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    const output = hexToBytes(job.output!)
    const session = await openFloatModel(readFileSync(path))
    assert.deepEqual(output, await session.run(input))
    await session.close()
    const checks = await requester.client.jobs.verify({ jobId })
    assert.deepEqual(
      checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`),
      ['reexecution not-run'],
    )
    return output
  } finally {
    await worker.process.kill('SIGKILL')
  }
}

const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)]

test('any ONNX file is served by its path', async () => {
  const path = join(scene.folder, 'any.onnx')
  writeFileSync(path, onnxFile([2, 3]))
  const input = new Float32Array([-1, 0, 1, 2, -3, 4])
  const output = await answers('any', path, new Uint8Array(input.buffer))
  assert.deepEqual(floats(output), [0, 0, 1, 2, 0, 4])
})

test('the public MNIST network is served by its path', {
  skip: existsSync(mnist) ? false : `${mnist} is not on this machine`,
}, async () => {
  // A vertical stroke: white on black, as the network was trained.
  const picture = new Float32Array(784).map((_, index) => {
    const [row, column] = [Math.floor(index / 28), index % 28]
    return row > 4 && row < 24 && column > 12 && column < 16 ? 255 : 0
  })
  const scores = floats(await answers('mnist', mnist, new Uint8Array(picture.buffer)))
  assert.equal(scores.length, 10)
  assert.equal(scores.indexOf(Math.max(...scores)), 1)
})
