'use client'

import { shortenHex } from '../../display/format.ts'
import { useInputRoot } from '../../queries/useInputRoot.ts'

/** The commitment to the input on screen. */
export function InputRoot({ input }: { input: Uint8Array | undefined }) {
  const root = useInputRoot(input)
  if (root === undefined) return null
  return (
    <p title={`Input root ${root}`}>
      Root <span className="font-mono">{shortenHex(root)}</span>
    </p>
  )
}
