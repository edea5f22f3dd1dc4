'use client'

import { Notice } from '../../display/Notice.tsx'
import { type Method, optimisticMethod, signatureMethod } from '../model/methods.ts'

/** How the answer is verified, where there is a choice. */
export function MethodChoice({
  method,
  disabled,
  onOptimistic,
}: {
  method: Method
  disabled: boolean
  onOptimistic: (wanted: boolean) => void
}) {
  return (
    <fieldset className="mt-3 border-t border-line pt-3">
      <legend className="sr-only">How the answer is verified</legend>
      <div className="grid grid-cols-2 gap-2">
        {[signatureMethod, optimisticMethod].map((choice) => (
          <label
            key={choice.name}
            className="flex min-h-10 cursor-pointer items-center gap-2 rounded border border-line px-3 text-sm has-checked:border-accent has-checked:bg-sunken"
          >
            <input
              type="radio"
              name="method"
              checked={choice === method}
              disabled={disabled}
              onChange={() => onOptimistic(choice === optimisticMethod)}
            />
            {choice.name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Asks whether data that no worker can be made to show is acceptable. */
export function LargeData({
  demandableBytes,
  accepted,
  disabled,
  onAccept,
}: {
  demandableBytes: number
  accepted: boolean
  disabled: boolean
  onAccept: (accepted: boolean) => void
}) {
  return (
    <div className="mt-3">
      <Notice
        tone="pending"
        title="This model’s data is too large to be forced out."
        live={false}
        action={
          <label className="flex min-h-6 cursor-pointer items-center gap-2">
            <input
              type="checkbox"
              checked={accepted}
              disabled={disabled}
              onChange={(event) => onAccept(event.target.checked)}
            />
            I accept that
          </label>
        }
      >
        A worker can be made to show at most {demandableBytes / 1_024} KiB of input, and as much of
        all outputs. It can withhold more, and then nobody can challenge its answer.
      </Notice>
    </div>
  )
}
