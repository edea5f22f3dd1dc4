import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  concat,
  type Hex,
  keccak256,
  numberToHex,
  parseSignature,
  serializeCompactSignature,
  signatureToCompactSignature,
  slice,
  toHex,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { normalizeSignature } from './normalizeSignature.ts'

/** Signatures of both parities. */
async function signatures(): Promise<{ signer: Hex; digest: Hex; usual: Hex }[]> {
  const account = privateKeyToAccount(generatePrivateKey())
  const made = new Map<string, { signer: Hex; digest: Hex; usual: Hex }>()
  for (let i = 0; made.size < 2; i++) {
    const digest = keccak256(toHex(i))
    const usual = await account.sign({ hash: digest })
    made.set(slice(usual, 64), { signer: account.address, digest, usual })
  }
  return [...made.values()]
}

test('a signature that ends in 0 or 1, as hardware wallets write it, ends in 27 or 28', async () => {
  for (const { signer, digest, usual } of await signatures()) {
    const { yParity } = parseSignature(usual)
    const signature = concat([slice(usual, 0, 64), numberToHex(yParity, { size: 1 })])
    assert.equal(await normalizeSignature({ signature, digest, signer }), usual)
  }
})

test('a signature of 64 bytes (ERC-2098) becomes one of 65', async () => {
  for (const { signer, digest, usual } of await signatures()) {
    const signature = serializeCompactSignature(signatureToCompactSignature(parseSignature(usual)))
    assert.equal(await normalizeSignature({ signature, digest, signer }), usual)
  }
})

test('a signature that contracts take stays as it is', async () => {
  for (const { signer, digest, usual } of await signatures())
    assert.equal(await normalizeSignature({ signature: usual, digest, signer }), usual)
})

test("a contract wallet's signature of 65 bytes that ends in 1 stays as it is", async () => {
  const [{ signer, digest } = assert.fail()] = await signatures()
  const signature = concat([numberToHex(7, { size: 32 }), numberToHex(0, { size: 32 }), '0x01'])
  assert.equal(await normalizeSignature({ signature, digest, signer }), signature)
})

test('what signs for a key of another kind (ERC-7913), and what is no signature, stay as they are', async () => {
  const [{ signer, digest, usual } = assert.fail()] = await signatures()
  const compact = serializeCompactSignature(signatureToCompactSignature(parseSignature(usual)))
  const key = concat([signer, '0x1234'])
  assert.equal(await normalizeSignature({ signature: compact, digest, signer: key }), compact)
  for (const signature of ['0x', '0x1234', `0x${'00'.repeat(64)}`, `0x${'ff'.repeat(64)}`] as const)
    assert.equal(await normalizeSignature({ signature, digest, signer }), signature)
})
