import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, type Hex, numberToHex, slice, zeroHash } from 'viem'
import { decodeResult } from './decodeResult.ts'

const [job, outputRoot, profile] = [1, 2, 3].map((n) => numberToHex(n, { size: 32 })) as [
  Hex,
  Hex,
  Hex,
]
const worker = `0x${'ab'.repeat(20)}` as const
const receipt = concat([outputRoot, profile, numberToHex(4, { size: 8 })])

test('a receipt is read with its signer and signature, and without', () => {
  const signed = {
    worker,
    request: job,
    outputRoot,
    evidenceHash: zeroHash,
    profile,
    completedAt: 4n,
  }
  assert.deepEqual(
    decodeResult({ job, worker, result: concat([receipt, '0x00000001', '0xaabbcc']) }),
    {
      receipt: signed,
      signer: '0xaa',
      signature: '0xbbcc',
    },
  )
  assert.deepEqual(decodeResult({ job, worker, result: concat([receipt, '0x00000000']) }), {
    receipt: signed,
    signer: '0x',
    signature: '0x',
  })
})

test('with the top bit of the length set, an evidence hash stands before the signer', () => {
  const evidenceHash = numberToHex(9, { size: 32 })
  const result = concat([receipt, '0x80000001', evidenceHash, '0xaabbcc'])
  const { receipt: signed, signer, signature } = decodeResult({ job, worker, result })
  assert.deepEqual(
    { evidenceHash: signed.evidenceHash, signer, signature },
    { evidenceHash, signer: '0xaa', signature: '0xbbcc' },
  )
  for (let length = 76; length < 109; length++) {
    assert.throws(
      () => decodeResult({ job, worker, result: slice(result, 0, length) }),
      new RegExp(`^ResultError: .* has 109 bytes; it has ${length}\\.$`),
    )
  }
})

test('whatever is cut off, the error says so', () => {
  const whole = concat([receipt, '0x00000002', '0xaabb'])
  for (let length = 0; length < 78; length++) {
    const result: Hex = length === 0 ? '0x' : slice(whole, 0, length)
    const says =
      length < 76 ? 'has at least 76 bytes; this has' : 'says that it has 78 bytes; it has'
    assert.throws(
      () => decodeResult({ job, worker, result }),
      new RegExp(`^ResultError: A logged result ${says} ${length}\\.$`),
    )
  }
})

test('a signer that says that it is longer than the log', () => {
  assert.throws(
    () => decodeResult({ job, worker, result: concat([receipt, '0x7fffffff', '0xaabb']) }),
    /^ResultError: A logged result says that it has 2147483723 bytes; it has 78\.$/,
  )
})
