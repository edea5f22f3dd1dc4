import type { Deployment, Receipt } from '@assay/protocol'
import { domain, receiptTypes } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import { accountOf } from '../chain/writeMarket.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import type { AssayClient } from '../types/client.ts'

export type SignReceiptParameters = {
  deployment: Deployment
  receipt: Receipt
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
      domain: domain(deployment),
      types: receiptTypes,
      primaryType: 'Receipt',
      message: receipt,
    })
  } catch (error) {
    throw explainChainError(error)
  }
}
