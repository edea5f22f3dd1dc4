import { parseUnits } from 'viem'

/** Reads an amount that a person typed. Anything but digits with one point, or more places than the token has, is undefined. */
export function parseAmount(text: string, { decimals }: { decimals: number }): bigint | undefined {
  const match = /^(\d{0,30})(?:[.,](\d*))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  if (fraction.length > decimals) return undefined
  return parseUnits(`${whole || '0'}.${fraction || '0'}`, decimals)
}
