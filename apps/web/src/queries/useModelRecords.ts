'use client'

import { useMemo } from 'react'
import type { Hex } from 'viem'
import { amountOf, countOf, type Fields, listOf, measureOf, wordOf } from './recordFields.ts'
import { useRecord } from './useRecord.ts'

/** What the index counted of a version. */
export type ModelRecord = {
  jobs: number
  answers: number
  refuted: number
  /** Workers that name a price for it. */
  asks: number
  /** The lowest of these, in the token's smallest unit; undefined where nobody names one. */
  lowestFee: bigint | undefined
  /** Seconds from claim to result, the middle one; undefined where it was never answered. */
  latency: number | undefined
  lastAnsweredAt: number | undefined
}

/** What the index counted of each version that its publisher does not advise against, by model id; undefined while the index is silent. */
export function useModelRecords(): ReadonlyMap<Hex, ModelRecord> | undefined {
  const { data, isError } = useRecord('/models?limit=1000')
  return useMemo(
    () =>
      data === undefined || isError
        ? undefined
        : new Map(
            listOf(data.rows).flatMap((row) => {
              const [id, record] = [wordOf(row.id), recordOf(row)]
              return id === undefined || record === undefined ? [] : [[id, record] as const]
            }),
          ),
    [data, isError],
  )
}

function recordOf(row: Fields): ModelRecord | undefined {
  const [jobs, answers, refuted, asks] = [row.jobs, row.answers, row.refuted, row.asks].map(countOf)
  if (jobs === undefined || answers === undefined) return undefined
  if (refuted === undefined || asks === undefined) return undefined
  return {
    ...{ jobs, answers, refuted, asks, lowestFee: amountOf(row.lowestFee) },
    ...{ latency: measureOf(row.latencyP50), lastAnsweredAt: countOf(row.lastAnsweredAt) },
  }
}
