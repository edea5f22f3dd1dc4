import { openFloatModel, openProgram } from '@assay/program/node'
import type { Measurement } from '../measurement.ts'
import { largest, type Sample } from './samples.ts'

const INPUTS = 2000

/** Top-1 of the program against its float original, on held-out inputs. */
export async function measureAccuracy(sample: Sample): Promise<Measurement[]> {
  const float = await openFloatModel(sample.onnx, { card: sample.card })
  const exact = await openProgram(sample.program)
  const right = { float: 0, exact: 0, agree: 0 }
  for (let seed = 0; seed < INPUTS; seed++) {
    const { bytes, label } = sample.draw(seed)
    const a = largest(float, await float.run(bytes))
    const b = largest(exact, await exact.run(bytes))
    if (a === label) right.float++
    if (b === label) right.exact++
    if (a === b) right.agree++
  }
  await float.close()
  await exact.close()
  const share = (count: number) => `${((100 * count) / INPUTS).toFixed(2)} %`
  const note = `${INPUTS} held-out inputs: float ${share(right.float)}, exact ${share(right.exact)}`
  return [
    {
      name: `exact.accuracy_drop.${sample.name}`,
      value: (100 * (right.float - right.exact)) / INPUTS,
      unit: 'points',
      baseline: 'the float original',
      note,
    },
    {
      name: `exact.agreement.${sample.name}`,
      value: right.agree / INPUTS,
      unit: 'ratio',
      note: `the same class from both, ${INPUTS} held-out inputs`,
    },
  ]
}
