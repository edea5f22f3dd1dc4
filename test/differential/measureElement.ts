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
import { traceRootOf } from './traceRootOf.ts'

/** What judging one element took. */
export interface ElementMeasurement {
  /** Gas of the call of the referee. */
  readonly execution: number
  /** Bytes of step and evidence. */
  readonly calldata: number
}

/** Judges an element of a program's last step, on an input without a zero byte. */
export async function measureElement(
  referee: ManyElements,
  program: Program,
  element: number,
  input: Uint8Array = noise(byteLength(program.input)),
): Promise<ElementMeasurement> {
  const tensors = trace(program, input)
  const stepIndex = program.steps.length - 1
  const step = (await commitProgram(program)).steps[stepIndex]!
  const traceRoots = await Promise.all(tensors.map((tensor) => tensorRoot(tensor)))
  const evidence = await buildEvidence({
    program,
    input,
    trace: tensors,
    stepIndex,
    element,
    traceRoots,
  })
  const [, used] = await referee.read.judge([
    await tensorRoot(input),
    await traceRootOf(traceRoots),
    BigInt(program.steps.length),
    BigInt(stepIndex),
    toHex(step),
    [BigInt(element)],
    [toHex(evidence)],
  ])
  return { execution: Number(used[0]), calldata: step.length + evidence.length }
}
