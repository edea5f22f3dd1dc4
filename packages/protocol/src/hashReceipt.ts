import type { Hex } from 'viem'
import { marketDomain } from './domain.ts'
import { receiptTypes } from './generated/typedData.ts'
import { hashMessage } from './hashMessage.ts'
import type { Markets, Seats } from './marketOf.ts'
import type { Receipt } from './request.ts'

/**
 * The EIP-712 digest of a receipt, which is what a worker signs; equal to hashReceipt of the request's market.
 *
 * @param of the request that the receipt answers, or its number of seats
 */
export function hashReceipt(markets: Markets, of: Seats, receipt: Receipt): Hex {
  return hashMessage({
    domain: marketDomain(markets, of),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receipt,
  })
}
