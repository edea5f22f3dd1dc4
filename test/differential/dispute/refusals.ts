import type { DisputeMove } from '@assay/program'
import { refereeAbi } from '@assay/protocol'

type Kind = DisputeMove['kind']

const REFEREE = refereeAbi.filter(({ type }) => type === 'error').map(({ name }) => name)

const PROOF = ['OpeningMismatch', 'ProofLengthMismatch']

/** By what errors the contract refuses what a mover says in its own turn and time, by the kind of its move. */
export const REFUSALS: Readonly<Record<Kind | 'rank', readonly string[]>> = {
  openTrace: [...PROOF, 'NodeCountMismatch', 'OutputMismatch', 'StepMismatch'],
  open: [...PROOF, 'NodeCountMismatch'],
  show: [...PROOF, 'PaddingNotZero', 'PageLengthMismatch'],
  pick: ['PlaceOutOfRange'],
  pickStep: ['PlaceOutOfRange', 'StepMismatch', 'ProofLengthMismatch'],
  judge: ['PageMismatch', 'StepMismatch', 'ElementOutOfRange', 'ElementCorrect', ...REFEREE],
  rank: ['NotFirstDifference', 'NotCommitted'],
  timeout: ['MoveStillDue'],
}

/** The moves that only their mover makes, or who has its signature. The others prove themselves. */
export const OWN_MOVES: ReadonlySet<Kind> = new Set(['openTrace', 'pick', 'pickStep', 'judge'])
