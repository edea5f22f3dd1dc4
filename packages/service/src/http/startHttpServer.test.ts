import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { ServiceError } from '../ServiceError.ts'
import { startHttpServer } from './startHttpServer.ts'

const bytes = new Uint8Array([0, 255, 1])
const server = await startHttpServer({
  host: '127.0.0.1',
  port: 0,
  routes: {
    status: () => ({ body: { amount: 5n } }),
    blobs: (rest) =>
      rest === '0xab' ? { type: 'application/octet-stream', body: bytes } : undefined,
    broken: () => {
      throw new Error('a secret detail')
    },
  },
})
after(() => server.close())
const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init)

test('an answer is JSON that any origin may read, with large integers as strings', async () => {
  const response = await get('/status?x=1')
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  assert.deepEqual(await response.json(), { amount: '5' })
})

test('bytes come back as they are', async () => {
  const response = await get('/blobs/0xab')
  assert.equal(response.headers.get('content-type'), 'application/octet-stream')
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), bytes)
  const head = await get('/blobs/0xab', { method: 'HEAD' })
  assert.equal(head.headers.get('content-length'), '3')
})

test('what is not there, not allowed or broken says so, and no more', async () => {
  assert.equal((await get('/blobs/0xcd')).status, 404)
  assert.equal((await get('/constructor')).status, 404)
  assert.equal((await get('/status', { method: 'POST' })).status, 405)
  const broken = await get('/broken')
  assert.equal(broken.status, 500)
  assert.doesNotMatch(await broken.text(), /secret/)
})

test('a taken port is named with its remedy', async () => {
  await assert.rejects(
    startHttpServer({ host: '127.0.0.1', port: server.port, routes: {} }),
    (error) =>
      error instanceof ServiceError &&
      error.exitCode === 2 &&
      error.message.startsWith(`Port ${server.port} on 127.0.0.1 is taken`),
  )
})

test('what is posted is taken up to its limit, a few at a time', async () => {
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    routes: {},
    posts: {
      echo: { limit: 4, concurrency: 8, answer: (body) => ({ body: [...body] }) },
      slow: {
        limit: 4,
        concurrency: 1,
        answer: async () => {
          await held
          return { body: 'done' }
        },
      },
    },
  })
  try {
    const post = (path: string, body: BodyInit, rest: RequestInit & { duplex?: 'half' } = {}) =>
      fetch(`${server.url}/${path}`, { method: 'POST', body, ...rest })
    assert.deepEqual(await (await post('echo', 'abcd')).json(), [97, 98, 99, 100])
    const long = await post('echo', 'abcde')
    assert.equal(long.status, 413)
    const { error } = (await long.json()) as { error: { name: string } }
    assert.equal(error.name, 'BodyTooLarge')
    // Without a declared length the body is counted as it comes.
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(3))
        controller.enqueue(new Uint8Array(3))
        controller.close()
      },
    })
    assert.equal((await post('echo', stream, { duplex: 'half' })).status, 413)
    assert.equal((await post('other', 'a')).status, 405)
    assert.equal((await post('echo/more', 'a')).status, 405)
    const preflight = await fetch(`${server.url}/echo`, { method: 'OPTIONS' })
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)

    const two = [post('slow', 'a'), post('slow', 'b')]
    // The one that came second is put off at once, the other waits until it is let go.
    assert.equal((await Promise.race(two)).status, 503)
    release()
    const statuses = (await Promise.all(two)).map(({ status }) => status)
    assert.deepEqual(statuses.sort(), [200, 503])
  } finally {
    release()
    await server.close()
  }
})

/** A sender that has declared a body of four bytes, whose reading has begun. */
async function sender(port: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  let onText = () => {}
  socket.on('data', (part) => {
    text += part
    onText()
  })
  const hears = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      onText = () => pattern.test(text) && resolve()
      onText()
    })
  const headers = 'host: x\r\ncontent-length: 4\r\nexpect: 100-continue'
  socket.write(`POST /echo HTTP/1.1\r\n${headers}\r\n\r\n`)
  await hears(/^HTTP\/1\.1 100 /)
  return { socket, hears }
}

function echoServer(post: { concurrency: number; patience: number }) {
  const echo = { limit: 4, answer: () => ({ body: 'taken' }), ...post }
  return startHttpServer({ host: '127.0.0.1', port: 0, routes: {}, posts: { echo } })
}

test('senders that are slow keep nobody out: the one that has sent for the longest makes room', async () => {
  const server = await echoServer({ concurrency: 2, patience: 0 })
  const [first, second] = [await sender(server.port), await sender(server.port)]
  try {
    const answer = await fetch(`${server.url}/echo`, { method: 'POST', body: 'abcd' })
    assert.equal(answer.status, 200)
    await first.hears(/HTTP\/1\.1 408 .*BodyTooSlow/s)
    second.socket.write('abcd')
    await second.hears(/HTTP\/1\.1 200 .*taken/s)
  } finally {
    for (const { socket } of [first, second]) socket.destroy()
    await server.close()
  }
})

test('a body that has not come for long keeps its place', async () => {
  const server = await echoServer({ concurrency: 1, patience: 3_600_000 })
  const first = await sender(server.port)
  try {
    const other = await fetch(`${server.url}/echo`, { method: 'POST', body: 'abcd' })
    assert.equal(other.status, 503)
    first.socket.write('abcd')
    await first.hears(/HTTP\/1\.1 200 .*taken/s)
  } finally {
    first.socket.destroy()
    await server.close()
  }
})
