import { type Address, bytesToHex, getAddress, type Hex, hexToBytes, isAddress, isHex } from 'viem'
import type { MarketPlace } from './domain.ts'
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

/** A message that says no signed request. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
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
  const root = new Fields(json, 'message')
  const request = root.fields('request')
  const offer = request.fields('offer')
  const policy = request.fields('policy')
  const callback = request.fields('callback')
  return {
    place: { chainId: root.number('chainId', 53), market: root.address('market') },
    request: {
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
    },
    signature: root.hex('signature'),
    signer: root.hex('signer'),
    input: hexToBytes(root.hex('input')),
  }
}

/** An object of somebody else's, read field by field. */
class Fields {
  readonly #object: Record<string, unknown>
  readonly #path: string

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new MessageError(`The ${path} is not an object.`)
    }
    this.#object = value as Record<string, unknown>
    this.#path = path
  }

  fields(name: string): Fields {
    return new Fields(this.#get(name), `${this.#path}.${name}`)
  }

  number(name: string, bits: number): number {
    const value = this.#get(name)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** bits)
      return value
    return this.#fail(name, `a whole number of at most ${bits} bits`)
  }

  amount(name: string, bits: number): bigint {
    const value = this.#get(name)
    if (typeof value === 'string' && /^\d{1,78}$/.test(value)) {
      const amount = BigInt(value)
      if (amount < 1n << BigInt(bits)) return amount
    }
    return this.#fail(name, `a decimal number in quotes of at most ${bits} bits`)
  }

  address(name: string): Address {
    const value = this.#get(name)
    if (typeof value === 'string' && isAddress(value, { strict: false })) return getAddress(value)
    return this.#fail(name, 'an address')
  }

  hex(name: string, bytes?: number): Hex {
    const value = this.#get(name)
    const whole = isHex(value) && value.length % 2 === 0
    if (whole && (bytes === undefined || value.length === 2 + 2 * bytes)) return value
    return this.#fail(
      name,
      bytes === undefined ? 'hexadecimal bytes' : `${bytes} hexadecimal bytes`,
    )
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined
  }

  #fail(name: string, need: string): never {
    throw new MessageError(`${this.#path}.${name} is not ${need}.`)
  }
}
