import { zeroAddress, zeroHash } from 'viem'
import type { Callback, Offer, Policy, Request } from '../request.ts'

/** What a test wants otherwise in the example; parts of offer, policy and callback leave their other fields as they are. */
export type RequestChange = Partial<Omit<Request, 'offer' | 'policy' | 'callback'>> & {
  readonly offer?: Partial<Offer> | undefined
  readonly policy?: Partial<Policy> | undefined
  readonly callback?: Partial<Callback> | undefined
}

/** A request of one seat with a fixed price, for tests. */
export function exampleRequest({
  offer,
  policy,
  callback,
  ...change
}: RequestChange = {}): Request {
  return {
    requester: zeroAddress,
    nonce: 0n,
    model: zeroHash,
    inputRoot: zeroHash,
    ...change,
    offer: {
      minFee: 1n,
      maxFee: 1n,
      rampStart: 0,
      rampLength: 0,
      lockFor: 60,
      expiry: 1_000,
      collateral: 0n,
      worker: zeroAddress,
      ...offer,
    },
    policy: { seats: 1, verifier: zeroAddress, params: '0x', ...policy },
    callback: { target: zeroAddress, gasLimit: 0, when: 0, ...callback },
  }
}
