import { type Hex, hashTypedData } from 'viem'
import { domain, type MarketPlace } from './domain.ts'
import { receiptTypes } from './generated/typedData.ts'
import type { Receipt } from './request.ts'

/** The EIP-712 digest of a receipt, which is what a worker signs; equal to Market.hashReceipt. */
export function hashReceipt(place: MarketPlace, receipt: Receipt): Hex {
  return hashTypedData({
    domain: domain(place),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receipt,
  })
}
