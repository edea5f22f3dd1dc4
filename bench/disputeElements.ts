import { opNames } from '@assay/program/testing'
import hre from 'hardhat'
import {
  openReferee,
  runRefereeCampaign,
  type Subject,
} from '../test/differential/refereeCampaign.ts'
import type { Measurement } from './measurement.ts'

/** Programs of one step of each op, and twice as many of several steps, with so many elements of each step. */
const PROGRAMS = 60
const ELEMENTS = 100

/** The large run of the comparison of the referee with the reference and with onnxruntime; ASSAY_SEED starts it elsewhere. */
export async function measure(): Promise<Measurement[]> {
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const seed = Number(process.env.ASSAY_SEED ?? 1)
  console.log(`ASSAY_SEED=${seed}`)
  const referee = await openReferee()
  const subjects: readonly Subject[] = [...opNames, 'programs']
  let judged = 0
  for (const subject of subjects) {
    const programs = subject === 'programs' ? 2 * PROGRAMS : PROGRAMS
    const elements = await runRefereeCampaign(referee, {
      subject,
      seed: seed + 1_000,
      programs,
      elements: ELEMENTS,
    })
    console.log(`${subject.padEnd(12)} ${programs} programs, ${elements} elements equal`)
    judged += elements
  }
  return [
    {
      name: 'dispute.elements',
      value: judged,
      unit: 'count',
      note: `random elements of random steps of every op on which the referee, the reference and onnxruntime agreed; none disagreed; seed ${seed}`,
    },
  ]
}
