/** The large run of the property tests: `node src/testing/campaignMain.ts [programs per op] [seed]`. */
import { operations } from '../ops/operations.ts'
import { runCampaign, type Subject } from './campaign.ts'

const programs = Number(process.argv[2] ?? 2000)
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)
for (const subject of [...Object.keys(operations), 'programs'] as Subject[]) {
  const compared = await runCampaign({ subject, seed, programs, inputs: 3 })
  console.log(
    `${subject.padEnd(12)} ${programs} programs, ${compared} tensors equal on every engine`,
  )
}
