import { gameStates } from '@assay/protocol'
import { gameStanding } from '@assay/sdk'
import { type ChainEvent, storeArgs } from '../chain/events.ts'
import type { Row } from '../database/Database.ts'
import { amount, Movements, type Rows } from './Rows.ts'

const MOVES: Readonly<Record<string, { kind: string; by: 'worker' | 'challenger' }>> = {
  GameOpened: { kind: 'challenged', by: 'challenger' },
  TraceOpened: { kind: 'trace-opened', by: 'worker' },
  NodesOpened: { kind: 'nodes-opened', by: 'worker' },
  OpeningReused: { kind: 'opening-reused', by: 'worker' },
  NodePicked: { kind: 'node-picked', by: 'challenger' },
  StepPicked: { kind: 'step-picked', by: 'challenger' },
  PageShown: { kind: 'page-shown', by: 'worker' },
  ChallengeRanked: { kind: 'ranked', by: 'challenger' },
  ElementJudged: { kind: 'element-judged', by: 'challenger' },
}

/** Moves of the challenger, in the states that await them. */
const TURNS = { open: 'worker', pick: 'challenger', show: 'worker', judge: 'challenger' } as const

/** What the events of one dispute tell. */
export function foldGame(events: readonly ChainEvent[]): Rows {
  const opened = events.find(({ name }) => name === 'GameOpened')
  if (opened === undefined) return {}
  const { job, claim, model, worker, challenger, inputRoot, outputRoot } = opened.args
  const game = Number(opened.args.game)
  const bond = opened.args.bond as bigint
  const row: Row = {
    ...{ game, job, claim, model, worker, challenger, bond: amount(bond), state: 'open' },
    ...{ input_root: inputRoot, output_root: outputRoot, game_state: '', turn: null },
    ...{ deadline: null, step_index: null, page_index: null, element: null },
    ...{ claimed_value: null, actual_value: null, ending: null, bond_to: null },
    ...{ ranked_since: null, move_count: 0, opened_at: opened.timestamp, ended_at: null },
    opened_block: opened.blockNumber,
    opened_transaction: opened.transactionHash,
  }
  const moves: Row[] = []
  const movements = new Movements()
  const ofGame = { job: job as string, game }
  const move = (event: ChainEvent, kind: string, by: string) =>
    moves.push({
      ...{ game, number: moves.length, kind, by, args: storeArgs(event.args) },
      ...{ at: event.timestamp, block_number: event.blockNumber, log_index: event.logIndex },
      transaction_hash: event.transactionHash,
    })
  movements.add(opened, {
    ...{ account: challenger as string, kind: 'bond-locked', free: -bond, locked: bond, ...ofGame },
  })
  for (const event of events) {
    const { name, args, timestamp } = event
    if (typeof args.state === 'number' && name !== 'GameEnded') {
      const awaits = gameStanding(args.state)?.awaits
      Object.assign(row, {
        game_state: gameStates[args.state],
        turn: awaits === undefined ? null : TURNS[awaits],
        deadline: Number(args.deadline),
      })
    }
    const known = MOVES[name]
    if (known !== undefined) move(event, known.kind, known.by)
    if (name === 'StepPicked') row.step_index = Number(args.stepIndex)
    // The picked node is a page where the game then waits for it to be shown.
    if (name === 'NodePicked' && row.game_state === 'pageShow') row.page_index = Number(args.index)
    if (name === 'StepPicked' && row.game_state === 'pageShow') row.page_index = 0
    if (name === 'PageShown') row.page_index = Number(args.index)
    if (name === 'ChallengeRanked') row.ranked_since = String(args.since)
    if (name === 'ElementJudged')
      Object.assign(row, {
        element: String(args.element),
        claimed_value: String(args.claimed),
        actual_value: String(args.actual),
      })
    if (name === 'GameEnded') {
      const isUpheld = gameStanding(args.state as number)?.winner === 'worker'
      const isJudged = moves.at(-1)?.kind === 'element-judged'
      if (!isJudged) move(event, 'timed-out', isUpheld ? 'challenger' : 'worker')
      Object.assign(row, {
        state: isUpheld ? 'upheld' : 'refuted',
        game_state: gameStates[args.state as number],
        ...{ turn: null, deadline: null, ending: isJudged ? 'judged' : 'timed-out' },
        ...{ bond_to: args.paid, ended_at: timestamp },
      })
      const to = args.paid as string
      const from = challenger as string
      movements.add(
        event,
        {
          account: from,
          kind: to === from ? 'bond-back' : 'bond-lost',
          free: to === from ? bond : 0n,
          locked: -bond,
          ...ofGame,
        },
        ...(to === from
          ? []
          : [
              {
                account: to,
                kind: 'bond-earned',
                free: bond,
                locked: 0n,
                ...ofGame,
                counterparty: from,
              },
            ]),
      )
    }
  }
  row.move_count = moves.length
  return { disputes: [row], moves, movements: movements.rows }
}
