import { PROFILE_EXACT, PROFILE_REPLICABLE } from '@assay/program'
import type { Check } from '@assay/sdk'
import type { Hex } from 'viem'

export type JudgeRerunParameters = {
  profile: Hex
  /** The output root that the worker signed. */
  expected: Hex
  /** The root of the output computed here. */
  actual: Hex
  /** Whether both outputs lead to the same answer; undefined where that cannot be told. */
  sameAnswer: boolean | undefined
  /** The answer computed here, in the model's words, where its card gives any. */
  answer?: string | undefined
}

/** Says what a second run in this browser means for a result. What it means depends on the kind of model. */
export function judgeRerun({
  profile,
  expected,
  actual,
  sameAnswer,
  answer,
}: JudgeRerunParameters): Check {
  const check = { id: 'reexecution', title: 'Re-run in this browser', expected, actual } as const
  if (actual.toLowerCase() === expected.toLowerCase())
    return {
      ...check,
      status: 'pass',
      detail:
        profile === PROFILE_EXACT
          ? 'This browser ran the model on the same input and got the same bytes. For an exact model there is no other right result.'
          : 'This browser ran the model on the same input and got the same bytes.',
    }
  if (profile === PROFILE_EXACT)
    return {
      ...check,
      status: 'fail',
      detail: `This browser got other bytes${answer === undefined ? '' : `, with the answer ${answer}`}. For an exact model that means the worker’s answer is wrong.`,
    }
  const answers =
    sameAnswer === undefined
      ? ''
      : sameAnswer
        ? ' Both runs give the same answer.'
        : ' The runs give different answers.'
  if (profile === PROFILE_REPLICABLE)
    return {
      ...check,
      status: 'fail',
      detail: `This browser got other bytes, which the same build should not give.${answers} The chain cannot judge it.`,
    }
  return {
    ...check,
    status: 'unknown',
    detail: `This browser got other bytes. Native floating point may differ between honest machines, so that proves nothing by itself.${answers}`,
  }
}
