import { searchDearestFiles } from '@assay/program/testing'
import type { Measurement } from './measurement.ts'

/** Files tried of each kind, and the seed of the search. */
const ROUNDS = 150
const SEED = 1

/** What loading the dearest valid file costs: a search over kinds of programs that make a loader work. */
export async function measure(): Promise<Measurement[]> {
  const files = await searchDearestFiles({ seed: SEED, rounds: ROUNDS })
  for (const { family, secondsPerMib, bytes, numbers } of files)
    console.log(
      `${family.padEnd(28)} ${secondsPerMib.toFixed(3)} s/MiB, ${bytes} bytes, ${JSON.stringify(numbers)}`,
    )
  const [worst] = files
  return [
    {
      name: 'load.worst_seconds_per_mib',
      value: worst!.secondsPerMib,
      unit: 's/MiB',
      baseline: '0.5, the most that is allowed',
      note: `CPU seconds of all threads in a fresh process, over the file's MiB or over one; the dearest valid file of ${ROUNDS} tried of each of ${files.length} kinds: ${worst!.family}, ${worst!.bytes} bytes`,
    },
  ]
}
