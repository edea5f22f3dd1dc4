import { type Call, type Deployment, type Input, marketCalls, type Receipt } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, zeroHash } from 'viem'
import type { SignedRequest } from '../types/signedRequest.ts'

/** A signed request with the result that answers it. */
export type Fulfilment = SignedRequest & {
  /** To be shown along on chain; nothing by default. */
  input?: Input
  /** Who worked. */
  worker: Address
  receipt: Receipt
  receiptSignature: Hex
  /** The key that signed the receipt for the worker; absent where the worker's account signed itself. */
  receiptSigner?: Hex
  /** Opens an announced commitment; needed where the request names no worker. */
  salt?: Hex
  /** Output bytes to publish along; none by default. */
  output?: Uint8Array
}

/** The call that submits a signed request with its result. */
export function fulfilmentCall(
  deployment: Pick<Deployment, 'market' | 'multiSeatMarket'>,
  fulfilment: Fulfilment,
): Call {
  const { request, signer = '0x', signature, input = { data: '0x', uris: [] } } = fulfilment
  const { worker, receipt, receiptSignature, receiptSigner = '0x' } = fulfilment
  const { salt = zeroHash, output = new Uint8Array() } = fulfilment
  const submission = {
    receipt,
    signer: receiptSigner,
    signature: receiptSignature,
    salt,
    output: bytesToHex(output),
    evidence: '0x',
  } as const
  return marketCalls.fulfil(deployment, {
    request,
    input,
    requestSigner: signer,
    requestSignature: signature,
    worker,
    submission,
  })
}
