'use client'

import { useQuery } from '@tanstack/react-query'
import { type Hex, hexToBytes } from 'viem'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** A program's step, read from the encoding that the chain checked against the program's root. */
export function useStep(encoding: Hex | undefined) {
  const read = useReader()
  const step = useQuery({
    queryKey: keys.step(encoding),
    queryFn: async () => (await read()).readStep(hexToBytes(encoding ?? '0x')),
    enabled: encoding !== undefined && encoding !== '0x',
    staleTime: Number.POSITIVE_INFINITY,
  })
  return step.data
}
