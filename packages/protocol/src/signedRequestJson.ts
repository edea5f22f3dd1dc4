import { bytesToHex, type Hex, hexToBytes } from 'viem'
import type { MarketPlace } from './domain.ts'
import { JsonFields, MessageError } from './JsonFields.ts'
import type { Request } from './request.ts'

/** What a requester hands to a worker: a signed request with its input. */
export interface SignedRequestMessage {
  /** Which market of which chain it is signed for. */
  readonly place: MarketPlace
  readonly request: Request
  readonly signature: Hex
  /** '0x' where the requester's account signed, else the key that did (ERC-7913). */
  readonly signer: Hex
  /** The input's canonical bytes. */
  readonly input: Uint8Array
}

/** The most bytes of a message beside its input. */
export const MESSAGE_OVERHEAD = 65_536

/** Writes a signed request with its input as JSON, for a worker's POST /requests. */
export function encodeSignedRequest(message: SignedRequestMessage): string {
  const { place, request, signature, signer, input } = message
  const { chainId, market } = place
  return JSON.stringify(
    { chainId, market, request, signature, signer, input: bytesToHex(input) },
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  )
}

/**
 * Reads a signed request from JSON text, of which nothing is trusted: every field has its type and fits its width.
 *
 * @throws MessageError with one sentence that names the field
 */
export function decodeSignedRequest(text: string): SignedRequestMessage {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new MessageError('The message is not JSON.')
  }
  const root = new JsonFields(json, 'message')
  return {
    place: { chainId: root.number('chainId', 53), market: root.address('market') },
    request: readRequest(root.fields('request')),
    signature: root.hex('signature'),
    signer: root.hex('signer'),
    input: hexToBytes(root.hex('input')),
  }
}

/** A request as JSON holds it: amounts as decimal text. */
export function readRequest(request: JsonFields): Request {
  const offer = request.fields('offer')
  const policy = request.fields('policy')
  const callback = request.fields('callback')
  return {
    requester: request.address('requester'),
    nonce: request.amount('nonce', 256),
    model: request.hex('model', 32),
    inputRoot: request.hex('inputRoot', 32),
    offer: {
      minFee: offer.amount('minFee', 96),
      maxFee: offer.amount('maxFee', 96),
      rampStart: offer.number('rampStart', 40),
      rampLength: offer.number('rampLength', 32),
      lockFor: offer.number('lockFor', 32),
      expiry: offer.number('expiry', 40),
      collateral: offer.amount('collateral', 96),
      worker: offer.address('worker'),
    },
    policy: {
      seats: policy.number('seats', 8),
      verifier: policy.address('verifier'),
      params: policy.hex('params'),
    },
    callback: {
      target: callback.address('target'),
      gasLimit: callback.number('gasLimit', 32),
      when: callback.number('when', 8),
    },
  }
}
