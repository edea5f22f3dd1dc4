import type { Hex } from 'viem'
import { marketDomain } from './domain.ts'
import { requestTypes } from './generated/typedData.ts'
import { hashMessage } from './hashMessage.ts'
import type { Markets } from './marketOf.ts'
import type { Request } from './request.ts'

/** The EIP-712 digest of a request, which is its job's id; equal to hashRequest of the market that its seats select. */
export function hashRequest(markets: Markets, request: Request): Hex {
  return hashMessage({
    domain: marketDomain(markets, request),
    types: requestTypes,
    primaryType: 'Request',
    message: request,
  })
}
