import { type Address, getAddress, type Hex, isAddress, isHex } from 'viem'

/** A message that is not what it should be: which field, and what is needed. */
export class MessageError extends Error {
  override readonly name = 'MessageError'
}

/** An object of somebody else's, read field by field. */
export class JsonFields {
  readonly #object: Record<string, unknown>
  readonly #path: string

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new MessageError(`The ${path} is not an object.`)
    }
    this.#object = value as Record<string, unknown>
    this.#path = path
  }

  fields(name: string): JsonFields {
    return new JsonFields(this.#get(name), `${this.#path}.${name}`)
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

  text(name: string, most: number): string {
    const value = this.#get(name)
    if (typeof value === 'string' && value.length <= most) return value
    return this.#fail(name, `a text of at most ${most} characters`)
  }

  word<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.#get(name)
    return words.find((word) => word === value) ?? this.#fail(name, `one of ${words.join(', ')}`)
  }

  numbers(name: string, most: number): number[] {
    const value = this.#get(name)
    const fit =
      Array.isArray(value) &&
      value.length <= most &&
      value.every((each) => Number.isSafeInteger(each) && each >= 0)
    return fit ? (value as number[]) : this.#fail(name, `a list of at most ${most} whole numbers`)
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined
  }

  #fail(name: string, need: string): never {
    throw new MessageError(`${this.#path}.${name} is not ${need}.`)
  }
}
