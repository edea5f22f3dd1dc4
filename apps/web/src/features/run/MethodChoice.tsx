'use client'

import { formatDuration } from '../../display/format.ts'
import { Notice } from '../../display/Notice.tsx'
import { type Method, optimisticMethod, quorumMethod, signatureMethod } from '../model/methods.ts'
import { majorityOf, quorumSizes } from './terms.ts'

/** How the answer is verified, where there is a choice: the stronger one first. */
export function MethodChoice({
  method,
  window,
  seats,
  disabled,
  onMethod,
  onSeats,
}: {
  method: Method
  /** For how long the answer can be disputed (seconds); absent until it is read. */
  window: number | undefined
  /** How many workers a quorum has. */
  seats: number
  disabled: boolean
  onMethod: (method: Method) => void
  onSeats: (seats: number) => void
}) {
  const choices = [
    {
      choice: optimisticMethod,
      label: window === undefined ? 'Disputable' : `Disputable for ${formatDuration(window)}`,
      note: 'Anyone can re-run the answer and have the chain refute a wrong one.',
    },
    {
      choice: quorumMethod,
      label: `${majorityOf(seats)} of ${seats} workers agree`,
      note: `Each works for itself, and each is paid: ${seats} fees. Nobody re-runs it.`,
    },
    { choice: signatureMethod, label: 'Signed only', note: 'Nobody re-runs this.' },
  ]
  return (
    <fieldset className="mt-3 border-t border-line pt-3">
      <legend className="sr-only">How the answer is checked</legend>
      <div className="grid gap-2">
        {choices.map(({ choice, label, note }) => (
          <label
            key={choice.name}
            className="flex min-h-10 cursor-pointer items-start gap-2.5 rounded border border-line px-3 py-2 text-sm has-checked:border-accent-line has-checked:bg-sunken"
          >
            <input
              type="radio"
              name="method"
              className="mt-1"
              checked={choice === method}
              disabled={disabled}
              onChange={() => onMethod(choice)}
            />
            <span>
              <span className="block">{label}</span>
              <span className="block text-xs text-soft">{note}</span>
            </span>
          </label>
        ))}
      </div>
      {method === quorumMethod && (
        <label className="mt-2 flex items-center justify-between gap-3 text-sm text-soft">
          Workers
          <select
            value={seats}
            disabled={disabled}
            onChange={(event) => onSeats(Number(event.target.value))}
            className="h-10 rounded border border-line-strong bg-page px-2"
          >
            {quorumSizes.map((size) => (
              <option key={size} value={size}>
                {majorityOf(size)} of {size}
              </option>
            ))}
          </select>
        </label>
      )}
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
        title="This model’s data is too large for a full dispute."
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
        Others can make a worker show at most {demandableBytes / 1_024} KiB of its input, and as
        much of its outputs. It can withhold the rest, and then nobody can challenge its answer.
      </Notice>
    </div>
  )
}
