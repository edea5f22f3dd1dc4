import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { PortTakenError, reservePorts } from './ports.ts'

describe('reservePorts', () => {
  it('picks different free ports', async () => {
    const ports = await reservePorts({
      ...{ chain: 0, worker: 0, watcher: 0, indexer: 0, web: 0, liar: 0 },
    })
    assert.ok(Object.values(ports).every((port) => port > 0))
    assert.equal(new Set(Object.values(ports)).size, 6)
  })

  it('names the part, the port and the flag where a port is taken', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    const ports = { chain: 0, worker: address.port, watcher: 0, indexer: 0, web: 0 }
    await assert.rejects(reservePorts(ports), (error) => {
      assert.ok(error instanceof PortTakenError)
      assert.equal(error.port, address.port)
      assert.match(error.message, /meant for the worker.*--worker-port/)
      return true
    })
    await new Promise((done) => server.close(done))
  })
})
