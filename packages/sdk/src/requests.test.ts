import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Deployment, hashRequest } from '@assay/protocol'
import { exampleRequest } from '@assay/protocol/testing'
import { createClient, custom, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { WorkerRefusedError, WorkerUnreachableError } from './askWorker.ts'
import { ask } from './requests.ts'

const account = privateKeyToAccount(generatePrivateKey())
const deployment = {
  chainId: 1,
  market: zeroAddress,
  multiSeatMarket: zeroAddress,
} as Partial<Deployment> as Deployment
const request = exampleRequest({ requester: account.address, nonce: 2n ** 255n })
const jobId = hashRequest(deployment, request)
const input = Uint8Array.of(1, 2)
const noChain = custom({ request: async () => Promise.reject(new Error('no chain is asked')) })
const client = createClient({ account, transport: noChain })

type Answer = { status: number; body: unknown } | 'nothing'

/** A worker that gives these answers, one after the other. */
async function workerThat(...answers: Answer[]) {
  const bodies: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    bodies.push(await text(incoming))
    const answer = answers.shift() ?? 'nothing'
    if (answer === 'nothing') outgoing.destroy()
    else outgoing.writeHead(answer.status).end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const workerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { workerUrl, bodies, close: () => server.close() }
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it worked'),
    (error: unknown) => error,
  )

test('where no answer comes, the error says how to go on with the same signature', async () => {
  const agreed = { status: 202, body: { jobId, state: 'accepted' } }
  const worker = await workerThat('nothing', agreed)
  try {
    const steps: unknown[] = []
    const { workerUrl } = worker
    const lost = await failure(
      ask(client, {
        ...{ deployment, workerUrl, request, input },
        onStep: (step, again) => steps.push(step, again),
      }),
    )
    assert.ok(lost instanceof WorkerUnreachableError && lost.again)
    assert.deepEqual(steps, ['sign-request', undefined, 'ask-worker', lost.again])
    const { signature } = await ask(client, { deployment, ...lost.again })
    assert.equal(signature, lost.again.signature)
    const [first, second] = worker.bodies
    assert.equal(first, second)
  } finally {
    worker.close()
  }
})

test('a worker that refuses, or that cannot answer any more, leaves the signature to go on with', async () => {
  const busy = { name: 'TooBusy', message: 'This worker owes 8 results already.', remedy: 'Wait.' }
  const worker = await workerThat(
    { status: 503, body: { error: busy } },
    { status: 200, body: { jobId, state: 'failed', detail: 'the model failed' } },
  )
  try {
    const { workerUrl } = worker
    const refused = await failure(ask(client, { deployment, workerUrl, request, input }))
    assert.ok(refused instanceof WorkerRefusedError && refused.again)
    assert.equal(refused.reason, 'TooBusy')
    const ended = await failure(ask(client, { deployment, ...refused.again }))
    assert.ok(ended instanceof WorkerRefusedError && ended.reason === 'RequestEnded')
    assert.match(ended.message, /then it was failed: the model failed/)
  } finally {
    worker.close()
  }
})
