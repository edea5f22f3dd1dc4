'use client'

import { useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

const numbers = new WeakMap<Uint8Array, number>()
let count = 0

/** The same for the same bytes in memory. */
function numberOf(input: Uint8Array): number {
  const number = numbers.get(input) ?? ++count
  numbers.set(input, number)
  return number
}

/** The commitment to an input, computed as the input changes. */
export function useInputRoot(input: Uint8Array | undefined): Hex | undefined {
  const read = useReader()
  const root = useQuery({
    queryKey: keys.inputRoot(input && numberOf(input)),
    queryFn: async () => (await read()).tensorRoot(input ?? new Uint8Array(1)),
    enabled: input !== undefined,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return input === undefined ? undefined : root.data
}
