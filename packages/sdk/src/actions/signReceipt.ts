import type { Deployment, Receipt, Seats } from '@assay/protocol'
import { marketDomain, receiptTypes } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { accountOf } from '../chain/writeCall.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type SignReceiptParameters = {
  deployment: Deployment
  receipt: Receipt
  /** The request that it answers, or its number of seats. */
  request: Seats
  account?: Account | Address
}
export type SignReceiptReturnType = Hex

/** Signs a receipt (EIP-712): the worker's word that this output answers that request. */
export async function signReceipt(
  client: AssayClient,
  parameters: SignReceiptParameters,
): Promise<SignReceiptReturnType> {
  const { deployment, receipt } = parameters
  try {
    return await signTypedData(client, {
      account: accountOf(client, parameters.account),
      domain: marketDomain(deployment, parameters.request),
      types: receiptTypes,
      primaryType: 'Receipt',
      message: receipt,
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
