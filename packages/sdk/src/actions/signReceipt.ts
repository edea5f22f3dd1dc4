import type { Account, Address, Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Receipt } from '../types/request.ts'

export type SignReceiptParameters = {
  deployment: Deployment
  receipt: Receipt
  account?: Account | Address
}
export type SignReceiptReturnType = Hex
