'use client'

import { tensorRoot } from '@assay/program'
import { useQuery } from '@tanstack/react-query'
import { type Hex, toHex } from 'viem'
import { keys } from './keys.ts'

/** The commitment to an input, computed as the input changes. */
export function useInputRoot(input: Uint8Array | undefined): Hex | undefined {
  const root = useQuery({
    queryKey: keys.inputRoot(input === undefined ? undefined : toHex(input)),
    queryFn: () => tensorRoot(input ?? new Uint8Array(1)),
    enabled: input !== undefined,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return input === undefined ? undefined : root.data
}
