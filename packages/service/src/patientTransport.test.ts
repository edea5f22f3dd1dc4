import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, custom, HttpRequestError } from 'viem'
import { patientTransport } from './patientTransport.ts'

/** A client of a node that refuses the first calls with a status; time passes only in pauses. */
function clientOf(refusals: number, status: number) {
  const pauses: number[] = []
  let asked = 0
  const node = custom(
    {
      request: async () => {
        if (++asked <= refusals) throw new HttpRequestError({ url: 'http://node', status })
        return '0x1'
      },
    },
    { retryCount: 0 },
  )
  const pause = async (milliseconds: number) => void pauses.push(milliseconds)
  const client = createClient({ transport: patientTransport(node, { pause, random: () => 0 }) })
  return { client, pauses, asked: () => asked }
}

test('a burst of refusals is waited out, longer each time', async () => {
  const { client, pauses } = clientOf(4, 429)
  assert.equal(await client.request({ method: 'eth_chainId' }), '0x1')
  assert.deepEqual(pauses, [125, 250, 500, 1_000])
})

test('what waiting does not cure is said at once', async () => {
  const { client, asked } = clientOf(9, 401)
  await assert.rejects(client.request({ method: 'eth_chainId' }))
  assert.equal(asked(), 1)
})

test('events are asked for once, because their reader waits by itself', async () => {
  const { client, asked } = clientOf(9, 429)
  await assert.rejects(client.request({ method: 'eth_getLogs', params: [{}] }))
  assert.equal(asked(), 1)
})
