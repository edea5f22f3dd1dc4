import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { openReference, PROFILE_EXACT, readProgram } from '@assay/program'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { launchExecutor, startExecutor } from './scene/startExecutor.ts'
import { noRedis, startRedis } from './scene/startRedis.ts'
import { launchWorker, startWorker } from './scene/startWorker.ts'
import { writeRelu } from './scene/writeRelu.ts'

const digits = resolve(import.meta.dirname, '../../models/digits')
const path = join(digits, 'program.assay')
const card = join(digits, 'card.json')

let scene: Scene
let requester: Person
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
})
after(() => scene?.close())

test('an exact program is served, and anyone gets the same bytes from the reference evaluator', async () => {
  const model = await publishModelFile(scene, { name: 'digits', path, card })
  const { program, modelId, commitment } = await readProgram(readFileSync(path))
  assert.equal(model.modelId, modelId)
  assert.equal(model.profile, PROFILE_EXACT)
  const person = await scene.newPerson()
  const worker = await startWorker(scene, { person, models: [{ path, card }] })
  assert.match(worker.process.stdout, new RegExp(`model digits ${modelId}`))

  const input = new Uint8Array(784).map((_, index) => (index * 31) % 256)
  const { jobId } = await ask(requester, { model, input })
  const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
  assert.equal(job.state, 'accepted')
  assert.equal(job.receipt!.profile, PROFILE_EXACT)
  const session = await openReference(program)
  const checks = await requester.client.jobs.verify({
    jobId,
    reexecute: (bytes) => session.run(bytes),
  })
  assert.deepEqual(
    checks.filter(({ status }) => status !== 'pass'),
    [],
  )

  // Anyone who knows only the registry's root can fetch the program and hold it against that root.
  const blob = await fetch(`${worker.url}/blobs/${commitment.root}`)
  const fetched = await readProgram(new Uint8Array(await blob.arrayBuffer()), { modelId })
  assert.equal(fetched.commitment.root, commitment.root)
})

test('a worker with a fleet has an executor run a posted job', {
  skip: noRedis() ?? false,
}, async () => {
  const redis = await startRedis({ keeps: true })
  try {
    const executor = await startExecutor({ redisUrl: redis.url, models: [path] })
    scene.processes.push(executor)
    const person = await scene.newPerson()
    const settings = { fleet: { redisUrl: redis.url }, concurrency: 2 }
    await startWorker(scene, { person, models: [{ path, card }], settings })
    const model = await requester.client.models.get({ name: 'digits' })
    const input = new Uint8Array(784).map((_, index) => (index * 37) % 256)
    const { jobId } = await ask(requester, { model, input, worker: person.address })
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    assert.equal(await executor.kill('SIGTERM'), 0, executor.stderr)
    // The worker's own look at how long the model takes, and the job.
    assert.match(executor.stderr, /ending: what is running is finished.*"runs":2/)
  } finally {
    await redis.close()
  }
})

test('an executor refuses a float model, whose bytes differ between machines', {
  skip: noRedis() ?? false,
}, async () => {
  const executor = launchExecutor({ redisUrl: 'redis://127.0.0.1:1', models: [writeRelu(scene)] })
  assert.equal(await executor.ended(), 2)
  assert.match(executor.stderr, /relu8\.onnx is not an exact program\. Name \.assay files/)
})

test('a program with a changed or missing byte is another program, or none', async () => {
  const bytes = readFileSync(path)
  const truncated = join(scene.folder, 'truncated.assay')
  writeFileSync(truncated, bytes.subarray(0, -1))
  const person = await scene.newPerson()
  const worker = launchWorker(scene, { person, models: [{ path: truncated }] })
  assert.equal(await worker.process.ended(), 2, worker.log())
  assert.match(worker.log(), /truncated\.assay cannot be served: .*\. Name the whole file/)
})
