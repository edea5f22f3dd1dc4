import {
  buildEvidence,
  byteLength,
  commitProgram,
  type Program,
  tensorRoot,
  toHex,
  trace,
} from '@assay/program'
import { noise } from './dearestSteps.ts'
import type { ManyElements } from './refereeCampaign.ts'

/** What judging one element took. */
export interface ElementMeasurement {
  /** Gas of the call of the referee. */
  readonly execution: number
  /** Bytes of step and evidence. */
  readonly calldata: number
}

/** Judges an element of a program's only step, on an input without a zero byte. */
export async function measureElement(
  referee: ManyElements,
  program: Program,
  element: number,
  input: Uint8Array = noise(byteLength(program.input)),
): Promise<ElementMeasurement> {
  const tensors = trace(program, input)
  const step = (await commitProgram(program)).steps[0]!
  const evidence = await buildEvidence({ program, input, trace: tensors, stepIndex: 0, element })
  const [, used] = await referee.read.judge([
    await tensorRoot(input),
    await tensorRoot(tensors[0]!),
    1n,
    0n,
    toHex(step),
    [BigInt(element)],
    [toHex(evidence)],
  ])
  return { execution: Number(used[0]), calldata: step.length + evidence.length }
}
