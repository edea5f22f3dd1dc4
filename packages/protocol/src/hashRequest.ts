import { type Hex, hashTypedData } from 'viem'
import { domain, type MarketPlace } from './domain.ts'
import { requestTypes } from './generated/typedData.ts'
import type { Request } from './request.ts'

/** The EIP-712 digest of a request, which is its job's id; equal to Market.hashRequest. */
export function hashRequest(place: MarketPlace, request: Request): Hex {
  return hashTypedData({
    domain: domain(place),
    types: requestTypes,
    primaryType: 'Request',
    message: request,
  })
}
