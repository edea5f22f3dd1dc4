import { Counter, Gauge, type Metrics } from '@assay/service'

const PREFIX = 'assay_worker_'

/** What a worker counts of disputes. */
export type DefenceMetrics = {
  openGames: Gauge
  openDemands: Gauge
  moves: Counter<'move'>
  games: Counter<'outcome'>
  demands: Counter<'outcome'>
  bondsEarned: Counter
  demandFees: Counter
}

/** Adds what a worker counts of disputes to its registry. */
export function createDefenceMetrics({ registry }: Metrics): DefenceMetrics {
  const registers = [registry]
  const counter = <label extends string = never>(
    name: string,
    help: string,
    labelNames: label[] = [],
  ) => new Counter<label>({ name: PREFIX + name, help, labelNames, registers })
  const gauge = (name: string, help: string) => new Gauge({ name: PREFIX + name, help, registers })
  return {
    openGames: gauge('dispute_open_games', 'Games against this worker that have not ended.'),
    openDemands: gauge('dispute_open_demands', 'Demands for data that are not answered.'),
    moves: counter('dispute_moves_total', 'Moves made in games.', ['move']),
    games: counter('dispute_games_total', 'Games that ended, by outcome: won or lost.', [
      'outcome',
    ]),
    demands: counter('dispute_demands_total', 'Demands that ended: answered or missed.', [
      'outcome',
    ]),
    bondsEarned: counter('dispute_bonds_earned_total', 'Bonds of lost challenges, in tokens.'),
    demandFees: counter('dispute_demand_fees_total', 'Paid for data that was shown, in tokens.'),
  }
}
