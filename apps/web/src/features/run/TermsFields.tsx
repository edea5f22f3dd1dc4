'use client'

import type { Quote } from '@assay/sdk'
import { Fold } from '../../display/Fold.tsx'
import { formatDuration } from '../../display/format.ts'
import { TextField } from '../../display/TextField.tsx'
import type { Token } from '../../queries/useToken.ts'
import { expiryChoices } from './terms.ts'

/** The fee and the time that a requester may change. */
export function TermsFields({
  quote,
  token,
  isAmount,
  feeText,
  onFeeText,
  expiresIn,
  onExpiresIn,
}: {
  quote: Quote | undefined
  token: Token | undefined
  isAmount: boolean
  feeText: string
  onFeeText: (text: string) => void
  expiresIn: number
  onExpiresIn: (seconds: number) => void
}) {
  return (
    <Fold title="Change the terms">
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Fee you offer"
          inputMode="decimal"
          value={feeText}
          onChange={(event) => onFeeText(event.target.value)}
          problem={
            token !== undefined && !isAmount
              ? `An amount such as 0.10, with at most ${token.decimals} decimals.`
              : undefined
          }
          trailing={<span className="text-xs">{token?.symbol}</span>}
        />
        <div>
          <label htmlFor="expiry" className="mb-1 block text-xs font-medium text-soft">
            Refundable after
          </label>
          <select
            id="expiry"
            value={expiresIn}
            onChange={(event) => onExpiresIn(Number(event.target.value))}
            className="h-10 w-full rounded border border-line-strong bg-page px-2"
          >
            {expiryChoices.map((seconds) => (
              <option key={seconds} value={seconds}>
                {formatDuration(seconds)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p className="mt-2 text-xs text-faint">
        Workers choose what they take.
        {quote !== undefined && (
          <>
            {' '}
            A worker that claims the request has {formatDuration(quote.lockFor)} to answer; the
            market takes no less than {formatDuration(quote.minLockFor)}.
          </>
        )}
      </p>
    </Fold>
  )
}
