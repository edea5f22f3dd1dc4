import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { createFetcher } from './createFetcher.ts'
import { isPublicAddress } from './isPublicAddress.ts'

let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked = 0
const server = createServer((request, response) => {
  asked++
  answer(request, response)
})
let url: string
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const limits = { limit: 100, timeout: 5_000 }
const open = createFetcher({ privateNetworks: true })
const guarded = createFetcher({ privateNetworks: false })

test('bytes come from an http address and from a data address', async () => {
  answer = (_, response) => response.end(Buffer.from([1, 2, 3]))
  assert.deepEqual([...(await open(url, limits))], [1, 2, 3])
  assert.deepEqual([...(await guarded('data:,%01%02', limits))], [1, 2])
})

test('addresses inside are refused before anything is sent', async () => {
  asked = 0
  const inside = [
    url,
    url.replace('127.0.0.1', 'localhost'),
    url.replace('127.0.0.1', '0x7f.1'),
    url.replace('127.0.0.1', '2130706433'),
    url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    'http://169.254.169.254/latest/meta-data',
    'http://10.1.2.3',
    'http://[::1]',
    'http://[fd00:ec2::254]',
  ]
  for (const address of inside) {
    await assert.rejects(guarded(address, limits), /is not on the public internet/, address)
  }
  assert.equal(asked, 0)
})

test('a name that leads inside is refused, whatever it led to before', async () => {
  const names = [
    [{ address: '127.0.0.1', family: 4 }],
    [{ address: '::1', family: 6 }],
    [],
  ] as const
  for (const found of names) {
    const fetcher = createFetcher({ privateNetworks: false, resolve: async () => found })
    asked = 0
    await assert.rejects(
      fetcher(url.replace('127.0.0.1', 'rebind.example'), limits),
      /rebind\.example is not on the public internet/,
    )
    assert.equal(asked, 0)
  }
})

test('redirects are followed a few times, and never to where they must not', async () => {
  answer = ({ url: path }, response) => {
    const left = Number(path!.slice(1))
    if (left === 0) return response.end('there')
    return response.writeHead(302, { location: `/${left - 1}` }).end()
  }
  assert.equal(Buffer.from(await open(`${url}/3`, limits)).toString(), 'there')
  await assert.rejects(open(`${url}/4`, limits), /redirects too often/)

  // A public name at first; the server behind it sends on to the inside.
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const first = createFetcher({ privateNetworks: true, resolve })
  for (const location of ['file:///etc/passwd', 'ftp://127.0.0.1', 'data:,x']) {
    answer = (_, response) => response.writeHead(307, { location }).end()
    await assert.rejects(first(url, limits), /is not an http|redirects to a data URI/, location)
  }
})

test('no more bytes and no more time than allowed', async () => {
  answer = (_, response) => response.end(Buffer.alloc(101))
  await assert.rejects(open(url, limits), /more than the 100 bytes/)
  answer = (_, response) => {
    response.write(Buffer.alloc(60))
    response.write(Buffer.alloc(60))
  }
  await assert.rejects(open(url, limits), /more than the 100 bytes/)
  await assert.rejects(guarded(`data:,${'a'.repeat(101)}`, limits), /more than the 100 bytes/)
  await assert.rejects(guarded(`data:,${'a'.repeat(9_999)}`, limits), /more than the 100 bytes/)
  answer = () => {}
  await assert.rejects(open(url, { limit: 100, timeout: 50 }), /did not answer in time/)
  answer = (_, response) => response.write('x')
  await assert.rejects(open(url, { limit: 100, timeout: 50 }))
  answer = (_, response) => response.writeHead(404).end()
  await assert.rejects(open(url, limits), /answers 404/)
  await assert.rejects(open('file:///etc/passwd', limits), /is not an http, https or data URI/)
})

test('the public internet and nothing else', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111']) {
    assert.equal(isPublicAddress(address), true, address)
  }
  const inside =
    '0.0.0.0 10.0.0.1 100.64.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 64:ff9b::a00:1 fc00::1 fe80::1 ff02::1 2001::1 2002:a00:1:: 2001:db8::1 not-an-address'
  for (const address of inside.split(' ')) assert.equal(isPublicAddress(address), false, address)
})
