import { CLOCK_BUDGET, CLOCK_FREE_PART, CLOCK_GAME_TIME } from '@assay/protocol'

/** The parts of a dispute’s clock (seconds). */
export type Clock = {
  /** What each side has for a whole game. */
  budget: number
  /** What each move has beyond that. */
  freePart: number
  /** The longest that a game can last, whatever the sides do. */
  longest: number
}

/** How the dispute’s unit of time becomes a chess clock, by the contract’s own factors. */
export function clockOf(moveTime: number): Clock {
  return {
    budget: CLOCK_BUDGET * moveTime,
    freePart: moveTime / CLOCK_FREE_PART,
    longest: CLOCK_GAME_TIME * moveTime,
  }
}

/** A part of a clock (seconds) as clocks show it: 3:05. */
export function formatClock(seconds: number): string {
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  const rest = String(seconds % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}
