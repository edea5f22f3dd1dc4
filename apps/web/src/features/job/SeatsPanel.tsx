import type { Card, Job, Seat } from '@assay/sdk'
import { readAnswer } from '@assay/sdk'
import { hexToBytes } from 'viem'
import { Hash } from '../../display/Hash.tsx'
import { hasEnded } from '../../display/hasEnded.ts'
import { Panel } from '../../display/Panel.tsx'
import { Status, type StatusWords } from '../../display/Status.tsx'

/** What each of several workers answered, and what became of it. */
export function SeatsPanel({ job, card }: { job: Job; card: Card | undefined }) {
  const { request } = job
  const seats = job.seats.filter(({ left }) => left !== true)
  if (request.policy.seats < 2 || seats.length === 0) return null
  return (
    <Panel
      title="Workers"
      titleId="seats-title"
      flush
      aside={`${seats.length} of ${request.policy.seats} seats taken`}
    >
      <ul className="divide-y divide-line">
        {seats.map((seat) => (
          <li
            key={seat.worker}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2"
          >
            <Hash
              value={seat.worker}
              label="worker"
              href={`/address/${seat.worker}`}
              copy={false}
            />
            <span className="flex-1">
              <SeatAnswer seat={seat} card={card} />
            </span>
            <Status {...describeSeat(seat, job)} plain />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function SeatAnswer({ seat, card }: { seat: Seat; card: Card | undefined }) {
  const { output, outputRoot } = seat
  const answer =
    output === undefined || card === undefined ? undefined : readAnswer(hexToBytes(output), card)
  if (outputRoot === undefined) return <span className="text-faint">no answer yet</span>
  if (answer === undefined)
    return (
      <span className="text-soft">
        output <Hash value={outputRoot} label="output root" />
      </span>
    )
  return <strong className="font-semibold">{answer.label}</strong>
}

function describeSeat(seat: Seat, { state, receipt }: Job): StatusWords {
  if (seat.forfeited === true)
    return {
      tone: 'fail',
      icon: 'fail',
      word:
        seat.outputRoot === undefined
          ? 'No answer: collateral forfeited'
          : 'Refuted: collateral forfeited',
    }
  if (state === 'accepted')
    return seat.outputRoot === receipt?.outputRoot
      ? { tone: 'settled', icon: 'done', word: 'Paid' }
      : { tone: 'unknown', icon: 'refunded', word: 'Differs: collateral back, no fee' }
  if (hasEnded(state)) return { tone: 'unknown', icon: 'refunded', word: 'Collateral back, no fee' }
  if (seat.outputRoot !== undefined) return { tone: 'pending', icon: 'pending', word: 'Opened' }
  if (seat.commitment !== undefined)
    return { tone: 'pending', icon: 'pending', word: 'Committed, not opened' }
  return { tone: 'pending', icon: 'working', word: 'Claimed' }
}
