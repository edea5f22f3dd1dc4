// Generated from contracts/ by `npm run generate`. Do not edit.

export const jobStates = ['none', 'open', 'claimed', 'revealing', 'submitted', 'accepted', 'rejected', 'void', 'cancelled', 'expired'] as const
export type JobState = (typeof jobStates)[number]

export const seatStates = ['empty', 'claimed', 'committed', 'submitted'] as const
export type SeatState = (typeof seatStates)[number]

export const outcomes = ['pending', 'accepted', 'rejected', 'void'] as const
export type Outcome = (typeof outcomes)[number]

export const gameStates = ['none', 'traceOpen', 'nodePick', 'nodeOpen', 'stepPick', 'pageShow', 'judgement', 'workerWon', 'challengerWon'] as const
export type GameState = (typeof gameStates)[number]

export const demandStates = ['none', 'open', 'answered', 'missed', 'settled'] as const
export type DemandState = (typeof demandStates)[number]
