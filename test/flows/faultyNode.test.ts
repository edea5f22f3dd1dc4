import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import {
  type FaultyNodeParameters,
  lateLogs,
  lateReceipts,
  startFaultyNode,
} from './scene/startFaultyNode.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'

const MINUTE = 60_000
const input = new Uint8Array(784).map((_, index) => (index * 13) % 256)

let at: DisputeScene
before(async () => {
  at = await openDisputeScene('digits')
})
after(() => at?.scene.close())

/** An honest worker, one that lies, and a watcher, who all see the chain through one faulty node: each gets its due. */
async function play(parameters: Omit<FaultyNodeParameters, 'rpcUrl'>) {
  const guard = await at.scene.newPerson()
  const honest = await at.scene.newPerson()
  const liar = await at.scene.newPerson()
  const had = await at.wealth(guard)
  const { path, models } = at
  const node = await startFaultyNode({ rpcUrl: at.scene.node.rpcUrl, ...parameters })
  const settings = { rpcUrl: node.url }
  try {
    await startWatcher(at.scene, { person: guard, files: [path], settings })
    await startWorker(at.scene, { person: honest, models, settings })
    await startWorker(at.scene, { person: liar, models, settings, lie: ['--lie', 'output'] })
    const done = await at.askOf(honest, input)
    await at.reaches(done.jobId, 'submitted')
    const lied = await at.askOf(liar, input)
    await at.reaches(lied.jobId, 'rejected')
    assert.equal(await at.wealth(guard), had + OFFER.collateral / 2n)
    await at.pass(OFFER.window + 1)
    await at.reaches(done.jobId, 'accepted')
    return node
  } catch (error) {
    for (const process of at.scene.processes) console.error(process.stderr.slice(-6000))
    throw error
  } finally {
    for (const process of at.scene.processes) await process.kill('SIGKILL')
    node.close()
  }
}

test('a node that has the events of new blocks late costs no job, and lets no lie through', {
  timeout: 3 * MINUTE,
}, async () => {
  const late = lateLogs(300)
  await play(late)
  assert.ok(late.emptied() > 0)
})

test('a node that has receipts late costs no job, and lets no lie through', {
  timeout: 3 * MINUTE,
}, async () => {
  const late = lateReceipts(2_500)
  await play(late)
  assert.ok(late.withheld() > 0)
})

test('a node that gives ten blocks at once, and refuses in bursts, costs time only', {
  timeout: 3 * MINUTE,
}, async () => {
  let requests = 0
  const node = await play({
    // Of every 40 requests the last 6.
    refuse: () => (requests++ % 40 >= 34 ? { status: 429 } : undefined),
    fault: async ({ method, params }, honest) => {
      if (method !== 'eth_getLogs') return honest()
      const [{ fromBlock, toBlock }] = params as [{ fromBlock: string; toBlock: string }]
      return Number(toBlock) - Number(fromBlock) < 10
        ? honest()
        : { error: { code: -32600, message: 'eth_getLogs: up to a 10 block range' } }
    },
  })
  assert.ok(node.refused() > 0)
  const sizes = node.calls
    .filter(({ method }) => method === 'eth_getLogs')
    .map(({ params: [range] }) => range as { fromBlock: string; toBlock: string })
    .map(({ fromBlock, toBlock }) => Number(toBlock) - Number(fromBlock) + 1)
  // Each of the three services finds the limit once for its own client, by halving, and keeps to it.
  assert.ok(sizes.filter((size) => size > 10).length <= 3 * 12)
  assert.ok(sizes.filter((size) => size <= 10).length > 0)
})
