import { runOpCampaign } from '../test/mutation/opCampaign.ts'
import { opMutants } from '../test/mutation/opMutants.ts'
import type { Measurement } from './measurement.ts'

/** How many changes of the reference the golden vectors notice, by themselves. */
export async function measure(): Promise<Measurement[]> {
  const chosen = await opMutants()
  let tried = 0
  const results = await runOpCampaign({
    chosen,
    workers: 2,
    onResult: ({ mutant, noticed }) => {
      if (++tried % 100 === 0) console.log(`${tried} of ${chosen.length}`)
      if (noticed === undefined) console.log(`not noticed, line ${mutant.line}: ${mutant.name}`)
    },
  })
  const noticed = results.filter((result) => result.noticed !== undefined).length
  return [
    {
      name: 'vectors.mutations_noticed',
      value: noticed / results.length,
      unit: 'ratio',
      baseline: '0.95, the least that is allowed',
      note: `the golden vectors only, against ${results.length} changes of the ops, evidence, trees and limits in one place each; ${results.length - noticed} are not noticed, among them those that make no difference`,
    },
  ]
}
