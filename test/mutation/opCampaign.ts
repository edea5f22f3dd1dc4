import type { OpMutant } from './opMutants.ts'
import { tryOpMutant } from './tryOpMutant.ts'

export interface OpResult {
  readonly mutant: OpMutant
  /** What the vectors notice first; undefined where they notice nothing. */
  readonly noticed: string | undefined
}

/**
 * Changes the reference in one place at a time and holds each change against the golden vectors only.
 *
 * @param parameters.chosen the mutants that are tried
 * @param parameters.workers how many at once
 */
export async function runOpCampaign(parameters: {
  readonly chosen: readonly OpMutant[]
  readonly workers: number
  readonly onResult?: (result: OpResult) => void
}): Promise<OpResult[]> {
  const waiting = [...parameters.chosen]
  const results: OpResult[] = []
  await Promise.all(
    Array.from({ length: parameters.workers }, async () => {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const result = { mutant, noticed: await tryOpMutant(mutant) }
        results.push(result)
        parameters.onResult?.(result)
      }
    }),
  )
  return results
}
