import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ModelVersion } from '@assay/sdk'
import { parseEther } from 'viem'
import { ask } from './scene/ask.ts'
import { onnxFile } from './scene/onnxFile.ts'
import { openScene, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { startFaultyNode } from './scene/startFaultyNode.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

let scene: Scene
let model: ModelVersion
let models: { path: string }[]
before(async () => {
  scene = await openScene()
  const path = join(scene.folder, 'relu.onnx')
  writeFileSync(path, onnxFile([1, 8]))
  model = await publishModelFile(scene, { name: 'relu', path })
  models = [{ path }]
})
after(() => scene?.close())

/** The log's lines, by level. */
const lines = (log: string, least: number) =>
  log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { level: number; msg: string })
    .filter(({ level }) => level >= least)

const ERROR = 50
const JOBS = 12

test('a worker with little coin claims no more jobs than it can pay to answer', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  const gasPrice = await scene.client.getGasPrice()
  const posted: { jobId: `0x${string}` }[] = []
  for (let index = 0; index < JOBS; index++) {
    const input = new Uint8Array(32).fill(index)
    posted.push(await ask(requester, { model, input, worker: person.address }))
  }
  // Gas for some of the jobs, and by far not for all of them.
  await scene.client.setBalance({ address: person.address, value: gasPrice * 4_500_000n })
  const worker = await startWorker(scene, {
    ...{ person, models },
    settings: { gas: { minBalance: '0' }, policy: { maxJobs: JOBS } },
  })
  const states = () =>
    Promise.all(posted.map(async ({ jobId }) => (await requester.client.jobs.get({ jobId })).state))
  try {
    const seen = await until('the worker to stop claiming', async () => {
      const now = await states()
      const status = (await (await fetch(`${worker.url}/status`)).json()) as {
        skipped: { reason: string }[]
      }
      const isShort = status.skipped.some(({ reason }) => reason === 'gas-balance-too-low')
      return isShort && !now.includes('claimed') && now.includes('accepted') && now
    })
    assert.ok(seen.includes('open'), seen.join())
    await scene.client.setBalance({ address: person.address, value: parseEther('1') })
    await scene.client.mine({ blocks: 1 })
    for (const { jobId } of posted) {
      const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
      assert.equal(job.state, 'accepted')
      assert.ok(job.steps.every(({ kind }) => kind !== 'forfeited'))
    }
    assert.deepEqual(lines(worker.log(), ERROR), [])
  } finally {
    await worker.process.kill('SIGKILL')
  }
})

test('a worker that runs out of coin with a claim says so once, and answers when it has some', async () => {
  const requester = await scene.newPerson()
  const person = await scene.newPerson()
  let estimates = 0
  const node = await startFaultyNode({
    rpcUrl: scene.node.rpcUrl,
    fault: async ({ method }, honest) => {
      // The first is for the claim, the second for the result.
      if (method === 'eth_estimateGas' && ++estimates === 2) {
        await scene.client.setBalance({ address: person.address, value: 1n })
      }
      return honest()
    },
  })
  const worker = await startWorker(scene, {
    ...{ person, models },
    settings: { rpcUrl: node.url, log: { level: 'info', format: 'json' } },
  })
  try {
    const { jobId } = await ask(requester, {
      ...{ model, input: new Uint8Array(32), lockFor: 3_600, worker: person.address },
    })
    const reasons = await until('the worker to say that it is not ready', async () => {
      const response = await fetch(`${worker.url}/ready`)
      return response.status === 503 && ((await response.json()) as { reasons: string[] }).reasons
    })
    assert.match(
      reasons.join(),
      /1 claimed jobs cannot be answered before 20\S+: 0x\w+ has too little .* Send it at least 0\.\d+ coins/,
    )
    // Long enough for several tries.
    const asked = () => node.calls.filter(({ method }) => method === 'eth_getBalance').length
    const sofar = asked()
    await until('more looks', () => asked() > sofar + 3)
    const said = lines(worker.log(), 0)
    assert.equal(said.filter(({ level }) => level >= ERROR).length, 1)
    assert.ok(said.length < 20, `${said.length} lines`)
    assert.equal(estimates, 2)
    await scene.client.setBalance({ address: person.address, value: parseEther('1') })
    await scene.client.mine({ blocks: 1 })
    const job = await requester.client.jobs.wait({ jobId, pollingInterval: 20 })
    assert.equal(job.state, 'accepted')
    await until('the worker to be ready', async () => (await fetch(`${worker.url}/ready`)).ok)
  } finally {
    await worker.process.kill('SIGKILL')
    node.close()
  }
})
