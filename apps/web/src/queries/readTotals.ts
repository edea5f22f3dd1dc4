import type { Hex } from 'viem'
import { countOf, fieldsOf, wordOf } from './recordFields.ts'

/** The figures of the whole record, as the index told them at one block. */
export type Totals = {
  block: number
  /** Jobs that have a result. */
  answers: number
  /** Answers that can still be disputed. */
  disputable: number
  disputes: { total: number; open: number; refuted: number; upheld: number }
  /** Paid to workers and publishers, in the token's smallest unit. */
  settled: bigint
  /** Workers that say what they ask; whether they are online stands nowhere on the chain. */
  workersWithAsk: number
  /** A job that was answered, one that can be run again, a dispute: the newest of each, undefined where there is none. */
  examples: { receipt: Hex | undefined; rerunnable: Hex | undefined; dispute: string | undefined }
}

/** Reads an answer of the index, of which nothing is trusted. Undefined where it is none. */
export function readTotals(json: unknown): Totals | undefined {
  const root = fieldsOf(json)
  const disputes = fieldsOf(root?.disputes)
  const block = countOf(fieldsOf(root?.block)?.number)
  const answers = countOf(root?.answers)
  const disputable = countOf(root?.disputable)
  const workersWithAsk = countOf(root?.workersWithAsk)
  const [total, open, refuted, upheld] = ['total', 'open', 'refuted', 'upheld'].map((name) =>
    countOf(disputes?.[name]),
  )
  const settled = root?.settled
  const examples = fieldsOf(root?.examples)
  const dispute = examples?.dispute
  if (typeof settled !== 'string' || !/^[0-9]{1,78}$/.test(settled)) return undefined
  if (block === undefined || answers === undefined || disputable === undefined) return undefined
  if (workersWithAsk === undefined || total === undefined || open === undefined) return undefined
  if (refuted === undefined || upheld === undefined) return undefined
  return {
    ...{ block, answers, disputable, workersWithAsk, settled: BigInt(settled) },
    disputes: { total, open, refuted, upheld },
    examples: {
      receipt: wordOf(examples?.receipt),
      rerunnable: wordOf(examples?.rerunnable),
      dispute: typeof dispute === 'string' && /^[0-9]{1,20}$/.test(dispute) ? dispute : undefined,
    },
  }
}
