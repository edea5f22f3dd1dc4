import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type HashTypedDataParameters, type Hex, hashTypedData } from 'viem'
import { keysDomain, marketDomain } from './domain.ts'
import { keyConsentTypes, receiptTypes, requestTypes } from './generated/typedData.ts'
import { hashMessage, type TypedMessage } from './hashMessage.ts'

const bytes = (least: number, most = least) =>
  fc
    .uint8Array({ minLength: least, maxLength: most })
    .map((value): Hex => `0x${Buffer.from(value).toString('hex')}`)
const word = bytes(32)
const address = bytes(20)
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const small = (bits: number) => uint(bits).map(Number)

const request = fc.record({
  ...{ requester: address, nonce: uint(256), model: word, inputRoot: word },
  offer: fc.record({
    ...{ minFee: uint(96), maxFee: uint(96), rampStart: small(40), rampLength: small(32) },
    ...{ lockFor: small(32), expiry: small(40), collateral: uint(96), worker: address },
  }),
  policy: fc.record({ seats: small(8), verifier: address, params: bytes(0, 100) }),
  callback: fc.record({ target: address, gasLimit: small(32), when: small(8) }),
})
const receipt = fc.record({
  ...{ worker: address, request: word, outputRoot: word, evidenceHash: word, profile: word },
  completedAt: uint(64),
})
const place = fc.record({ chainId: small(32), market: address, multiSeatMarket: address })

test('the digest of any request and any receipt, for any market, is the one that viem makes', () => {
  fc.assert(
    fc.property(request, receipt, place, (asked, answered, markets) => {
      const domain = marketDomain(markets, { policy: asked.policy })
      for (const message of [
        { domain, types: requestTypes, primaryType: 'Request', message: asked },
        { domain, types: receiptTypes, primaryType: 'Receipt', message: answered },
      ] satisfies TypedMessage[]) {
        const expected = hashTypedData(message as HashTypedDataParameters)
        assert.equal(hashMessage(message), expected)
        // Once more, with what was kept of the first time.
        assert.equal(hashMessage(message), expected)
      }
    }),
    { numRuns: 50 },
  )
})

test('messages of one content differ by type, by contract and by chain', () => {
  const at = (chainId: number, keyRegistry: Hex) => keysDomain({ chainId, keyRegistry })
  const [one, two] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`] as const
  const message = { account: one, scope: 1, validUntil: 2 }
  const other = { KeyAssent: keyConsentTypes.KeyConsent }
  const digests = [
    hashMessage({ domain: at(1, one), types: keyConsentTypes, primaryType: 'KeyConsent', message }),
    hashMessage({ domain: at(2, one), types: keyConsentTypes, primaryType: 'KeyConsent', message }),
    hashMessage({ domain: at(1, two), types: keyConsentTypes, primaryType: 'KeyConsent', message }),
    hashMessage({ domain: at(1, one), types: other, primaryType: 'KeyAssent', message }),
  ]
  assert.equal(new Set(digests).size, digests.length)
})

test('a number that its field cannot hold is refused', () => {
  const types = { Move: [{ name: 'turn', type: 'uint8' }] }
  const domain = keysDomain({ chainId: 1, keyRegistry: `0x${'11'.repeat(20)}` })
  assert.throws(() => hashMessage({ domain, types, primaryType: 'Move', message: { turn: 256 } }))
})
