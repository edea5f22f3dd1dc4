import type { runs, WithoutDeployment } from '@assay/sdk'
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useAssayClient } from './AssayContext.ts'

/** What a run would be of; undefined while its input is not complete. */
export type UseQuoteParameters = WithoutDeployment<runs.PrepareParameters> | undefined

/** Says what a run would cost and promise, before anything is signed. `data.handle` is what `useRun().resume` takes. */
export function useQuote(parameters: UseQuoteParameters): UseQueryResult<runs.PreparedRun> {
  const client = useAssayClient()
  return useQuery({
    queryKey: ['assay', client.uid, 'quote', keyOf(parameters)],
    enabled: parameters !== undefined,
    queryFn: ({ signal }) => client.runs.prepare({ ...parameters!, signal }),
    placeholderData: keepPreviousData,
    // A wrong input stays wrong.
    retry: false,
  })
}

/** Parameters as text: amounts and bytes are no JSON. */
function keyOf(parameters: UseQuoteParameters): string {
  return JSON.stringify(parameters, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as Uint8Array)
      : value
  })
}
