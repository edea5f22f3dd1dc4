import type { AwaitedMove, DisputeRole } from '@assay/program'

/** Where a game stands: what it waits for, or who has won it. */
export type GameStanding =
  | { awaits: AwaitedMove; winner?: undefined }
  | { awaits?: undefined; winner: DisputeRole }

/** GameState of the contracts, in its order. */
const STANDINGS: readonly (GameStanding | undefined)[] = [
  undefined,
  { awaits: 'open' },
  { awaits: 'pick' },
  { awaits: 'open' },
  { awaits: 'pick' },
  { awaits: 'show' },
  { awaits: 'judge' },
  { winner: 'worker' },
  { winner: 'challenger' },
]

/** What a game's state in the contract means; undefined where there is no such game. */
export function gameStanding(state: number): GameStanding | undefined {
  return STANDINGS[state]
}
