import type { ChainEvent, Kind } from '../chain/events.ts'
import { foldDemand } from './foldDemand.ts'
import { foldGame } from './foldGame.ts'
import { foldJob } from './foldJob.ts'
import {
  foldAccount,
  foldModel,
  foldMoney,
  foldPlan,
  foldRun,
  foldWorker,
} from './foldRegistries.ts'
import type { FoldContext, Rows } from './Rows.ts'

const FOLDS: Readonly<Record<Kind, (events: readonly ChainEvent[], context: FoldContext) => Rows>> =
  {
    job: foldJob,
    game: foldGame,
    demand: foldDemand,
    model: foldModel,
    worker: foldWorker,
    plan: foldPlan,
    run: foldRun,
    account: foldAccount,
    money: foldMoney,
    none: () => ({}),
  }

/** What all events of one subject tell, in the chain's order. */
export function fold(kind: Kind, events: readonly ChainEvent[], context: FoldContext): Rows {
  return events.length === 0 ? {} : FOLDS[kind](events, context)
}
