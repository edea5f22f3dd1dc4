import type { Receipt, Request } from '@assay/protocol'
import fc from 'fast-check'
import { type Address, getAddress, type Hex, toHex } from 'viem'

/** Random values of the contract's types, the edges of each among them. */
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const small = (bits: number) => uint(bits).map(Number)
export const bytes32: fc.Arbitrary<Hex> = uint(256).map((value) => toHex(value, { size: 32 }))
export const address: fc.Arbitrary<Address> = uint(160).map((value) =>
  getAddress(toHex(value, { size: 20 })),
)
export const bytes = (maxLength: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ maxLength }).map((value) => toHex(value))

export const request: fc.Arbitrary<Request> = fc.record({
  requester: address,
  nonce: uint(256),
  model: bytes32,
  inputRoot: bytes32,
  offer: fc.record({
    minFee: uint(96),
    maxFee: uint(96),
    rampStart: small(40),
    rampLength: small(32),
    lockFor: small(32),
    expiry: small(40),
    collateral: uint(96),
    worker: address,
  }),
  policy: fc.record({ seats: small(8), verifier: address, params: bytes(100) }),
  callback: fc.record({ target: address, gasLimit: small(32), when: small(8) }),
})

export const receipt: fc.Arbitrary<Receipt> = fc.record({
  worker: address,
  request: bytes32,
  outputRoot: bytes32,
  evidenceHash: bytes32,
  profile: bytes32,
  completedAt: uint(64),
})
