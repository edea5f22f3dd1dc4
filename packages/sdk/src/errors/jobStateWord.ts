import { jobStates } from '@assay/protocol'

/** The word for a state that a contract's error carries. */
export function jobStateWord(value: number): string {
  const name = jobStates[value]
  return name === undefined ? `in state ${value}` : name === 'none' ? 'unknown to the market' : name
}
