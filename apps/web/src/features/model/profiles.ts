import { PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from '@assay/program'

export type Profile = {
  /** Short, for addresses. */
  id: string
  name: string
  /** What comparing two runs of such a model can and cannot tell. */
  meaning: string
  /** Whether honest runs always give equal bytes. */
  comparable: boolean
}

const profiles: Record<string, Profile | undefined> = {
  [PROFILE_EXACT]: {
    id: 'exact',
    name: 'Exact integers',
    meaning: 'Every machine computes the same bytes. A run that differs anywhere is wrong.',
    comparable: true,
  },
  [PROFILE_REPLICABLE]: {
    id: 'replicable',
    name: 'Replicable float',
    meaning:
      'Runs on one pinned WebAssembly build, whose results were equal on the processors that were tried. The chain itself cannot judge a difference.',
    comparable: true,
  },
  [PROFILE_NATIVE]: {
    id: 'native',
    name: 'Native float',
    meaning:
      'Ordinary floating point: two honest machines may differ in the last bits. A difference proves nothing; only the signature counts.',
    comparable: false,
  },
}

/** What a runtime profile means. One that this page does not know is said to be unknown. */
export function profileOf(id: string): Profile {
  return (
    profiles[id] ?? {
      id: 'unknown',
      name: 'Unknown profile',
      meaning: 'This page does not know how results of this profile compare.',
      comparable: false,
    }
  )
}

/** The name of the profile with this short id. */
export function profileWords(id: string): string {
  return Object.values(profiles).find((profile) => profile?.id === id)?.name ?? id
}
