'use client'

import { useQuery } from '@tanstack/react-query'
import { type Hex, toHex } from 'viem'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** The commitment to an input, computed as the input changes. */
export function useInputRoot(input: Uint8Array | undefined): Hex | undefined {
  const read = useReader()
  const root = useQuery({
    queryKey: keys.inputRoot(input === undefined ? undefined : toHex(input)),
    queryFn: async () => (await read()).tensorRoot(input ?? new Uint8Array(1)),
    enabled: input !== undefined,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return input === undefined ? undefined : root.data
}
