import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, type Hex, numberToHex, slice } from 'viem'
import { decodeResult } from './decodeResult.ts'

const [job, outputRoot, profile] = [1, 2, 3].map((n) => numberToHex(n, { size: 32 })) as [
  Hex,
  Hex,
  Hex,
]
const receipt = concat([outputRoot, profile, numberToHex(4, { size: 8 })])

test('default', () => {
  const signed = { request: job, outputRoot, profile, completedAt: 4n }
  assert.deepEqual(decodeResult({ job, result: concat([receipt, '0x00000001', '0xaabbcc']) }), {
    receipt: signed,
    signer: '0xaa',
    signature: '0xbbcc',
  })
  assert.deepEqual(decodeResult({ job, result: concat([receipt, '0x00000000']) }), {
    receipt: signed,
    signer: '0x',
    signature: '0x',
  })
})

test('behavior: whatever is cut off, it is told', () => {
  const whole = concat([receipt, '0x00000002', '0xaabb'])
  for (let length = 0; length < 78; length++) {
    const result: Hex = length === 0 ? '0x' : slice(whole, 0, length)
    const says =
      length < 76 ? 'has at least 76 bytes; this has' : 'says that it has 78 bytes; it has'
    assert.throws(
      () => decodeResult({ job, result }),
      new RegExp(`^ResultError: A logged result ${says} ${length}\\.$`),
    )
  }
})

test('behavior: a signer that says that it is longer than the log', () => {
  assert.throws(
    () => decodeResult({ job, result: concat([receipt, '0xffffffff', '0xaabb']) }),
    /^ResultError: A logged result says that it has 4294967371 bytes; it has 78\.$/,
  )
})
