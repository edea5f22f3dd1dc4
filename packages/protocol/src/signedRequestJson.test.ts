import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeSignedRequest,
  encodeSignedRequest,
  MessageError,
  type SignedRequestMessage,
} from './signedRequestJson.ts'
import { exampleRequest } from './testing/index.ts'

const message: SignedRequestMessage = {
  place: { chainId: 31337, market: '0x5FbDB2315678afecb367f032d93F642f64180aa3' },
  request: exampleRequest({
    nonce: 2n ** 256n - 1n,
    offer: { maxFee: 2n ** 96n - 1n, rampStart: 2 ** 40 - 1, rampLength: 1 },
  }),
  signature: '0x1234',
  signer: '0x',
  input: new Uint8Array([1, 2, 3]),
}

test('a signed request read from JSON is the one that was written', () => {
  assert.deepEqual(decodeSignedRequest(encodeSignedRequest(message)), message)
})

test('whatever is not a signed request is refused with the field that is wrong', () => {
  const change = (path: string, value: unknown) => {
    const json = JSON.parse(encodeSignedRequest(message)) as Record<string, unknown>
    const keys = path.split('.')
    const last = keys.pop()!
    let at = json
    for (const key of keys) at = at[key] as Record<string, unknown>
    at[last] = value
    return JSON.stringify(json)
  }
  const wrong: [string, unknown][] = [
    ['chainId', '31337'],
    ['market', '0x12'],
    ['request', null],
    ['request', []],
    ['request.nonce', 1],
    ['request.nonce', '-1'],
    ['request.nonce', String(2n ** 256n)],
    ['request.nonce', '9'.repeat(1_000)],
    ['request.model', '0x12'],
    ['request.offer', 7],
    ['request.offer.maxFee', String(2n ** 96n)],
    ['request.offer.expiry', 2 ** 40],
    ['request.offer.expiry', 1.5],
    ['request.offer.expiry', Number.NaN],
    ['request.policy.seats', 256],
    ['request.policy.params', '0x1'],
    ['request.callback.when', -1],
    ['signature', 'hello'],
    ['signer', undefined],
    ['input', '0xzz'],
  ]
  for (const [path, value] of wrong) {
    const name = path.split('.').at(-1)!
    assert.throws(
      () => decodeSignedRequest(change(path, value)),
      (error) => error instanceof MessageError && error.message.includes(name),
      `${path} ${value}`,
    )
  }
  for (const text of ['', '{', 'null', '[]', '7', '{"__proto__":{}}']) {
    assert.throws(() => decodeSignedRequest(text), MessageError, text)
  }
})
