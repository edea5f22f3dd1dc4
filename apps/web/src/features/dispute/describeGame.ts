import type { Dispute } from '@assay/sdk'
import type { StatusWords } from '../../display/Status.tsx'

/** How a game's state is shown. */
export function describeGame({ state }: Pick<Dispute, 'state'>): StatusWords {
  if (state === 'challenger-won') return { tone: 'fail', icon: 'fail', word: 'Result refuted' }
  if (state === 'worker-won') return { tone: 'settled', icon: 'done', word: 'Challenge failed' }
  return { tone: 'pending', icon: 'pending', word: 'In dispute' }
}

const owed = {
  open: 'open what lies below the part in question',
  pick: 'pick the first part that differs',
  show: 'show the page in question',
  judge: 'have the referee compute one wrong element of the page',
} as const

/** What has to be done next, and by whom; undefined where the game has ended. */
export function nextOf({ turn, position, state }: Dispute): string | undefined {
  if (state !== 'open' || turn === undefined) return undefined
  return `The ${turn} has to ${owed[position.awaits]}`
}

/** How a game ended, as a sentence without its full stop. */
export function outcomeOf({
  state,
  path,
  moves,
}: Pick<Dispute, 'state' | 'path' | 'moves'>): string {
  if (state === 'worker-won') return 'The challenger missed a move; its bond went to the worker'
  const { element, step } = path
  if (element === undefined || step === undefined || moves.at(-1)?.kind !== 'element-judged')
    return 'The worker missed a move, so its result counts as wrong'
  return `Element ${element.index.toLocaleString('en')} of step ${step.index} is ${element.actual}, not ${element.claimed}`
}

const told = {
  challenged: 'challenged the result, with a bond',
  'trace-opened': 'opened the roots of what every step produced',
  'nodes-opened': 'opened the tree of a tensor',
  'opening-reused': 'needed no move: it had opened this in another dispute about the same result',
  'node-picked': 'picked the part that differs',
  'step-picked': 'picked the step that differs',
  'page-shown': 'showed the page',
  'element-judged': 'had one element computed by the referee: the page is wrong',
  'timed-out': 'missed its move, and so the game',
} as const

/** What a move did, after its mover’s name. */
export function describeMove(kind: Dispute['moves'][number]['kind']): string {
  return told[kind]
}

/** How many moves were made: what an earlier dispute opened took none. */
export function moveCount({ moves }: Pick<Dispute, 'moves'>): number {
  return moves.filter(({ kind }) => kind !== 'opening-reused').length
}
