import { type Address, getAddress, type Hex, isAddress } from 'viem'

/** An object that the index gave, of which nothing is trusted: each field is read by what it should be, and is undefined where it is not. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined
}

/** The objects of a list; what is none is left out. */
export function listOf(value: unknown): Fields[] {
  if (!Array.isArray(value)) return []
  return value.map(fieldsOf).filter((fields) => fields !== undefined)
}

/** Words of strangers are cut short. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined
}

export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** A length of time or another measure that need not be whole. */
export function measureOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** An amount in the token's smallest unit. */
export function amountOf(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^-?[0-9]{1,78}$/.test(value) ? BigInt(value) : undefined
}

export function addressOf(value: unknown): Address | undefined {
  return typeof value === 'string' && isAddress(value, { strict: false })
    ? getAddress(value)
    : undefined
}

export function wordOf(value: unknown): Hex | undefined {
  return typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value) ? (value as Hex) : undefined
}

export function bytesOf(value: unknown): Hex | undefined {
  return typeof value === 'string' && /^0x(?:[0-9a-f]{2})*$/.test(value)
    ? (value as Hex)
    : undefined
}
