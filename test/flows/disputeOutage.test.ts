import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import { startProxy } from './scene/startProxy.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const MINUTE = 60_000

let at: DisputeScene
before(async () => {
  at = await openDisputeScene('digits')
})
after(() => at?.scene.close())

test('a watcher whose node is away says so, and catches a lie that was told meanwhile', {
  timeout: 2 * MINUTE,
}, async () => {
  const guard = await at.scene.newPerson()
  const liar = await at.scene.newPerson()
  const had = await at.wealth(guard)
  const proxy = await startProxy(at.scene.node.port)
  try {
    const watcher = await startWatcher(at.scene, {
      person: guard,
      files: [at.path],
      settings: { rpcUrl: proxy.url },
    })
    proxy.cut()
    await until('the watcher to notice', async () => {
      const ready = await fetch(`${watcher.url}/ready`)
      return ready.status === 503 && /the chain does not answer/.test(await ready.text())
    })
    const worker = await startWorker(at.scene, {
      person: liar,
      models: at.models,
      lie: ['--lie', 'output'],
    })
    const input = new Uint8Array(784).map((_, index) => (index * 13) % 256)
    const { jobId } = await at.askOf(liar, input)
    await at.reaches(jobId, 'submitted')
    proxy.mend()
    await at.reaches(jobId, 'rejected')
    assert.equal(await at.wealth(guard), had + OFFER.collateral / 2n)
    assert.ok(watcher.process.running)
    for (const { process } of [worker, watcher]) await process.kill('SIGKILL')
  } finally {
    proxy.close()
  }
})
