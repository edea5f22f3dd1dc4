import type { Hex } from 'viem'
import { fitBytes } from '../model/fitBytes.ts'
import type { Check } from '../types/check.ts'
import { compare, rootOf } from './checkRoots.ts'

/** How a result is computed again. */
export type ReexecutionParameters = {
  /** How many bytes the model takes. A root does not say: without it, `reexecute` gets the input as it was submitted. */
  inputLength?: number
  /** Bytes of each output; needed where a model has several. */
  outputLengths?: readonly number[]
  /** Runs the model on the input again; its output's root is compared. Not run without it. */
  reexecute?: (input: Uint8Array) => Promise<Uint8Array>
}

/** The model run again, here, on the same input; its output's root against the one that the worker signed (`expected`). */
export async function checkReexecution(
  expected: Hex | undefined,
  input: Uint8Array | undefined,
  parameters: ReexecutionParameters,
): Promise<Check> {
  const { reexecute, inputLength = input?.length, outputLengths } = parameters
  const check = { id: 'reexecution', title: 'Re-execution' } as const
  if (reexecute === undefined) {
    return { ...check, status: 'not-run', detail: 'The model was not run again here.' }
  }
  if (expected === undefined || input === undefined) {
    const lacking = expected === undefined ? 'a receipt' : 'the input bytes'
    return { ...check, status: 'unknown', detail: `Running the model again needs ${lacking}.` }
  }
  let output: Uint8Array
  try {
    // Bytes that do not fit go as they are: what runs the model says what it takes.
    output = await reexecute(fitBytes(input, inputLength ?? input.length) ?? input)
  } catch (error) {
    const reason = (error as Error).message
    return {
      ...check,
      expected,
      status: 'unknown',
      detail: `The model could not be run: ${reason}`,
    }
  }
  return compare(
    { ...check, expected },
    await rootOf(output, outputLengths),
    'the root of the output computed here',
    "the receipt's output root",
  )
}
