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

/** How much time is left, in one unit and never rounded up: `58 min`. */
export function formatLeft(seconds: number): string {
  if (seconds >= 172_800) return `${Math.floor(seconds / 86_400)} days`
  if (seconds >= 7_200) return `${Math.floor(seconds / 3_600)} h`
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min`
  return `${Math.max(0, Math.floor(seconds))} s`
}
