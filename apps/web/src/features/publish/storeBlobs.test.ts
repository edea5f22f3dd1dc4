import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { blobUrl, lookFor, sendTo } from './storeBlobs.ts'

const root = `0x${'ab'.repeat(32)}` as const
const bytes = new Uint8Array([1, 2, 3, 4])

/** Asks a store that answers in this way, and ends it. */
async function withStore<Result>(
  answer: RequestListener,
  ask: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  try {
    return await ask(blobUrl(`http://127.0.0.1:${port}/`, root) ?? '')
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('a store’s address is http or https, and roots stand under its blobs', () => {
  assert.equal(blobUrl(' https://a.example/x/ ', root), `https://a.example/x/blobs/${root}`)
  for (const address of ['', 'a.example', 'ftp://a.example', 'javascript:alert(1)'])
    assert.equal(blobUrl(address, root), undefined)
})

test('only the very same bytes count as served, whatever a store says of their length', async () => {
  const look = (answer: RequestListener) => withStore(answer, (url) => lookFor(url, bytes))
  assert.deepEqual(await look((_, response) => response.end(bytes)), { state: 'served' })
  assert.deepEqual(await look((_, response) => response.writeHead(404).end()), { state: 'missing' })
  assert.deepEqual(await look((_, response) => response.end(Buffer.from([1, 2, 3, 5]))), {
    state: 'other',
  })
  // Without a length, as long as it likes.
  assert.deepEqual(
    await look((_, response) => {
      response.write(bytes)
      response.end(bytes)
    }),
    { state: 'other' },
  )
  assert.deepEqual(
    await look((_, response) => {
      response.write(bytes.subarray(0, 2))
      response.end()
    }),
    { state: 'other' },
  )
  assert.deepEqual(await look((_, response) => response.writeHead(500).end()), {
    state: 'unreachable',
    detail: 'It answers 500.',
  })
  assert.equal((await lookFor(`http://127.0.0.1:1/blobs/${root}`, bytes)).state, 'unreachable')
})

test('a store’s own reason is told where it keeps nothing, and how long it keeps what it takes', async () => {
  const send = (answer: RequestListener) => withStore(answer, (url) => sendTo(url, bytes))
  const json = (status: number, body: unknown): RequestListener => {
    return (request, response) => {
      request.resume()
      request.on('end', () => response.writeHead(status).end(JSON.stringify(body)))
    }
  }
  assert.deepEqual(await send(json(201, { root, keptUntil: 1_795_000_000 })), {
    keptUntil: 1_795_000_000,
  })
  assert.deepEqual(await send(json(507, { error: { message: 'Full.', remedy: 'Wait.' } })), {
    problem: 'Full. Wait.',
  })
  assert.deepEqual(await send(json(405, 'no')), {
    problem: 'The store takes no files (it answers 405).',
  })
})
