import { outputRoot, tensorRoot } from '@assay/program'
import type { Hex } from 'viem'
import { fitBytes } from '../model/fitBytes.ts'
import type { Check } from '../types/check.ts'

/** Input bytes against the root that the request commits to. */
export async function checkInputRoot(expected: Hex, input: Uint8Array | undefined): Promise<Check> {
  const check = { id: 'inputRoot', title: 'Input', expected } as const
  if (input === undefined) {
    return {
      ...check,
      status: 'unknown',
      detail:
        'The input bytes are not on chain; supply them to compare their root with the request.',
    }
  }
  return compare(
    check,
    await rootOf(input),
    `the root of the ${input.length} input bytes`,
    "the request's input root",
  )
}

/** Output bytes against the root that the worker signed. */
export async function checkOutputRoot(
  expected: Hex | undefined,
  output: Uint8Array | undefined,
  lengths: readonly number[] | undefined,
): Promise<Check> {
  const check = { id: 'outputRoot', title: 'Output' } as const
  if (expected === undefined) {
    return {
      ...check,
      status: 'unknown',
      detail: 'There is no receipt yet, so no output to check.',
    }
  }
  if (output === undefined) {
    return {
      ...check,
      expected,
      status: 'unknown',
      detail:
        'The output bytes are not on chain; supply them to compare their root with the receipt.',
    }
  }
  return compare(
    { ...check, expected },
    await rootOf(fitOutput(output, lengths), lengths),
    `the root of the ${output.length} output bytes`,
    "the receipt's output root",
  )
}

/** The account that submits a result chooses how many zeros end it, as far as its root does not tell. */
function fitOutput(output: Uint8Array, lengths: readonly number[] | undefined): Uint8Array {
  if (lengths === undefined) return output
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return fitBytes(output, total) ?? output
}

/** The root of a result's bytes, or words where it has none. */
export async function rootOf(bytes: Uint8Array, lengths?: readonly number[]): Promise<string> {
  if (bytes.length === 0) return 'no bytes'
  try {
    return await (lengths === undefined ? tensorRoot(bytes) : outputRoot(bytes, lengths))
  } catch (error) {
    return (error as Error).message
  }
}

/** Pass where both are equal, fail where not, with both shown. */
export function compare(
  check: Pick<Check, 'id' | 'title'> & { expected: string },
  actual: string,
  what: string,
  against: string,
): Check {
  const equal = actual.toLowerCase() === check.expected.toLowerCase()
  const detail = `${what} ${equal ? 'equals' : 'differs from'} ${against}`
  return {
    ...check,
    actual,
    status: equal ? 'pass' : 'fail',
    detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`,
  }
}
