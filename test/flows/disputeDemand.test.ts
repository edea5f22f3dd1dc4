import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { demands } from '@assay/sdk'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import type { ServiceUnderTest } from './scene/startService.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'
import { until } from './scene/until.ts'

const MINUTE = 60_000

let at: DisputeScene
before(async () => {
  at = await openDisputeScene('digits')
})
after(() => at?.scene.close())

/** Bytes under an address that is gone once it was asked. */
async function serveOnce(bytes: Uint8Array): Promise<string> {
  const server = createServer((_, response) => {
    response.end(bytes, () => {
      server.close()
      server.closeAllConnections()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/input`
}

async function resultsOf({ url }: ServiceUnderTest): Promise<Record<string, number>> {
  const status = (await (await fetch(`${url}/status`)).json()) as {
    results: Record<string, number>
  }
  return status.results
}

test('an input that only the worker has left is shown on chain, for a fee, and the result re-run', {
  timeout: 2 * MINUTE,
}, async () => {
  const honest = await at.scene.newPerson()
  const guard = await at.scene.newPerson()
  const [had, paid] = [await at.wealth(honest), await at.wealth(guard)]
  const worker = await startWorker(at.scene, { person: honest, models: at.models })
  const input = new Uint8Array(784).map((_, index) => (index * 7) % 256)
  const { jobId } = await at.askOf(honest, input, { uris: [await serveOnce(input)] })
  await at.reaches(jobId, 'submitted')

  const watcher = await startWatcher(at.scene, { person: guard, files: [at.path] })
  await until('the result to be re-run', async () => (await resultsOf(watcher)).right === 1)
  const [demand] = await demands.list(at.scene.client, { deployment: at.scene.deployment, jobId })
  assert.equal(demand!.state, 'answered')
  const { demandFeePerPage } = await guard.client.disputes.getTerms()
  const fee = 4n * demandFeePerPage
  assert.equal(await at.wealth(guard), paid - fee)
  await until('the worker to count it', async () => {
    const metrics = await (await fetch(`${worker.url}/metrics`)).text()
    return /assay_worker_dispute_demands_total\{outcome="answered"\} 1/.test(metrics)
  })

  await at.pass(2 * OFFER.window)
  await at.reaches(jobId, 'accepted')
  // The fee was locked until nobody could refute the claim any more.
  await until('the worker to collect the fee', async () => {
    return (await at.wealth(honest)) === had + OFFER.fee + fee
  })
  await until('the worker to count the fee', async () => {
    const metrics = await (await fetch(`${worker.url}/metrics`)).text()
    return /assay_worker_dispute_demands_total\{outcome="paid"\} 1/.test(metrics)
  })
  for (const { process } of [worker, watcher]) await process.kill('SIGKILL')
})

test('a worker that does not show the input in time has lost', {
  timeout: 2 * MINUTE,
}, async () => {
  const liar = await at.scene.newPerson()
  const guard = await at.scene.newPerson()
  const [had, paid] = [await at.wealth(liar), await at.wealth(guard)]
  const worker = await startWorker(at.scene, { person: liar, models: at.models })
  const input = new Uint8Array(784).map((_, index) => (index * 11) % 256)
  const { jobId } = await at.askOf(liar, input, { uris: [await serveOnce(input)] })
  await at.reaches(jobId, 'submitted')
  await worker.process.kill('SIGKILL')

  const watcher = await startWatcher(at.scene, { person: guard, files: [at.path] })
  const { deployment } = at.scene
  const { deadline } = await until('the demand', async () => {
    const [demand] = await demands.list(at.scene.client, { deployment, jobId })
    return demand
  })
  await at.passBeyond(deadline)
  await at.reaches(jobId, 'rejected')
  assert.equal(await at.wealth(liar), had - OFFER.collateral)
  assert.equal(await at.wealth(guard), paid + OFFER.collateral / 2n)
  await watcher.process.kill('SIGKILL')
})
