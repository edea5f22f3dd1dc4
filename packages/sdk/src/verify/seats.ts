import type { Job, Seat } from '../types/job.ts'

/** The seat whose result is the job's. */
export function chosenSeat({ seats, receipt }: Job): number {
  const at = seats.findIndex(({ outputRoot }) => outputRoot && outputRoot === receipt?.outputRoot)
  return Math.max(at, 0)
}

/** What the evidence says of a seat; where its seats carry no receipts, the job's own is that of its only one. */
export function seatOf(job: Job, number: number): Seat | undefined {
  const seat = job.seats[number]
  if (seat === undefined || job.request.policy.seats > 1) return seat
  const { receipt, signature, signer, output } = job
  return {
    ...seat,
    ...(receipt === undefined ? {} : { receipt, outputRoot: receipt.outputRoot }),
    ...(signature === undefined ? {} : { signature }),
    ...(signer === undefined ? {} : { signer }),
    ...(output === undefined ? {} : { output }),
  }
}
