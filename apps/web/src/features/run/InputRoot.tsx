'use client'

import { tensorRoot } from '@assay/program'
import { useQuery } from '@tanstack/react-query'
import { toHex } from 'viem'
import { shortenHex } from '../../display/shortenHex.ts'

/** The commitment to the input on screen, computed as it changes. */
export function InputRoot({ input }: { input: Uint8Array | undefined }) {
  const root = useQuery({
    queryKey: ['root', input === undefined ? '' : toHex(input)],
    queryFn: () => tensorRoot(input ?? new Uint8Array(1)),
    enabled: input !== undefined,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (input === undefined || root.data === undefined) return null
  return (
    <p title={`Input root ${root.data}`}>
      Root <span className="font-mono">{shortenHex(root.data)}</span>
    </p>
  )
}
