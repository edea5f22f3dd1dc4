// Generated from contracts/ by `npm run generate`. Do not edit.

export const jobStates = ['none', 'open', 'claimed', 'revealing', 'submitted', 'accepted', 'rejected', 'void', 'cancelled', 'expired'] as const
export type JobState = (typeof jobStates)[number]

export const seatStates = ['empty', 'claimed', 'committed', 'submitted'] as const
export type SeatState = (typeof seatStates)[number]

export const outcomes = ['pending', 'accepted', 'rejected', 'void'] as const
export type Outcome = (typeof outcomes)[number]
