import { countOf, type Fields } from '../../queries/recordFields.ts'
import type { Assurance, ChipName } from '../assurance/assure.ts'

/** What the index says about how sure one may be of a job, in words. */
export const assuranceWords: Readonly<Record<string, string>> = {
  refuted: 'Refuted',
  'in-dispute': 'In dispute',
  disputable: 'Disputable',
  'verdict-due': 'Window closed',
  quorum: 'Accepted by quorum',
  unchallenged: 'Accepted unchallenged',
  signed: 'Signed only',
  accepted: 'Accepted',
  rejected: 'Rejected',
  void: 'No verdict',
  cancelled: 'Cancelled',
  expired: 'Expired',
  unanswered: 'Not answered',
}

const chips: Readonly<Record<string, ChipName>> = {
  refuted: 'refuted',
  'in-dispute': 'disputed',
  disputable: 'disputable',
  'verdict-due': 'closed',
  quorum: 'quorum',
  unchallenged: 'unchallenged',
  signed: 'signed',
  accepted: 'unchallenged',
  rejected: 'refuted',
  void: 'refunded',
  cancelled: 'cancelled',
  expired: 'refunded',
  unanswered: 'unanswered',
}

/** The chip of a row: what the index says, and never a tick, because this browser computed nothing. */
export function chipOfRow(row: Fields): Pick<Assurance, 'chip' | 'word' | 'until' | 'isFloat'> {
  const said = typeof row.assurance === 'string' ? row.assurance : ''
  const until = countOf(row.disputableUntil)
  return {
    chip: chips[said] ?? 'unknown',
    word: assuranceWords[said] ?? 'Unknown',
    ...(until === undefined ? {} : { until }),
    isFloat: row.profileName === 'native' || row.profileName === 'replicable',
  }
}
