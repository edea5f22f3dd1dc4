import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashRequest, SIGNED_NONCE } from '@assay/protocol'
import { exampleRequest } from '@assay/protocol/testing'
import {
  concat,
  createWalletClient,
  custom,
  type Hex,
  parseSignature,
  recoverAddress,
  serializeCompactSignature,
  signatureToCompactSignature,
  slice,
  toHex,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { requests } from './index.ts'

const account = privateKeyToAccount(generatePrivateKey())
const address = account.address
const deployment = {
  chainId: 1,
  market: address,
  multiSeatMarket: address,
} as unknown as Parameters<typeof requests.sign>[1]['deployment']

const request = (nonce: number) =>
  exampleRequest({ requester: address, nonce: SIGNED_NONCE + BigInt(nonce) })

/** A wallet whose signatures have another form. */
function walletThatWrites(form: (signature: Hex) => Hex) {
  return createWalletClient({
    account: address,
    transport: custom({
      async request({ method, params }: { method: string; params: [Hex, string] }) {
        assert.equal(method, 'eth_signTypedData_v4')
        return form(await account.signTypedData(JSON.parse(params[1])))
      },
    }),
  })
}

const forms: Record<string, (signature: Hex) => Hex> = {
  '0 or 1 at its end': (signature) =>
    concat([slice(signature, 0, 64), toHex(parseSignature(signature).yParity, { size: 1 })]),
  '64 bytes': (signature) =>
    serializeCompactSignature(signatureToCompactSignature(parseSignature(signature))),
}

for (const [name, form] of Object.entries(forms))
  test(`a request signed by a wallet that writes ${name} has the signature that the market takes`, async () => {
    const client = walletThatWrites(form)
    for (const nonce of [1, 2, 3, 4]) {
      const signed = request(nonce)
      const signature = await requests.sign(client, { deployment, request: signed })
      assert.match(signature, /^0x[0-9a-f]{128}(1b|1c)$/)
      const hash = hashRequest(deployment, signed)
      assert.equal(await recoverAddress({ hash, signature }), address)
    }
  })
