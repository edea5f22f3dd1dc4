import type { Job, runs, WithoutDeployment } from '@assay/sdk'
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useAssayClient } from './AssayContext.ts'

/** What `useRun` takes. */
export type UseRunParameters = {
  /** Where a run is kept until its answer is there, such as `localStorage`; nowhere by default. */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Under which name. */
  storageKey?: string
}

/** What starts a run, or goes on with one by its handle. */
export type RunVariables =
  | WithoutDeployment<runs.RunParameters>
  | WithoutDeployment<runs.ResumeParameters>

/** What `useRun` gives: a mutation of TanStack Query, and what goes on meanwhile. */
export type UseRunResult = UseMutationResult<runs.Answered, Error, RunVariables> & {
  /** Starts a run; `error` says what went wrong. */
  run: (variables: RunVariables) => void
  /** Goes on with the run that was kept when the page was left; undefined where none was. */
  resume: (() => void) | undefined
  /** How far the job is. */
  job: Job | undefined
}

/** Asks a model, keeps the run before anything is signed, and goes on with it after a reload for one fee. The job outlives the component. */
export function useRun({ storage, storageKey = 'assay.run' }: UseRunParameters = {}): UseRunResult {
  const client = useAssayClient()
  const [job, setJob] = useState<Job>()
  const [kept, setKept] = useState<string | null>(() => storage?.getItem(storageKey) ?? null)
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => () => leaving.current?.abort(), [])

  const mutation = useMutation({
    mutationFn: async (variables: RunVariables) => {
      const left = new AbortController()
      leaving.current = left
      setJob(undefined)
      const signal = variables.signal
        ? AbortSignal.any([left.signal, variables.signal])
        : left.signal
      const onStatus = (now: Job) => {
        setJob(now)
        variables.onStatus?.(now)
      }
      if ('handle' in variables) storage?.setItem(storageKey, variables.handle)
      const answer =
        'handle' in variables
          ? await client.runs.resume({ ...variables, signal, onStatus })
          : await client.runs.run({
              ...variables,
              ...{ signal, onStatus },
              onHandle: async (handle, quote) => {
                storage?.setItem(storageKey, handle)
                await variables.onHandle?.(handle, quote)
              },
            })
      storage?.removeItem(storageKey)
      setKept(null)
      return answer
    },
    onError: ({ name }) => {
      // It ended for ever; anything else can be gone on with.
      if (name !== 'RunFailedError' && name !== 'RunExpiredError') return
      storage?.removeItem(storageKey)
      setKept(null)
    },
  })
  const { mutate } = mutation
  const resume = useCallback(() => {
    if (kept !== null) mutate({ handle: kept })
  }, [kept, mutate])
  return { ...mutation, run: mutate, resume: kept === null ? undefined : resume, job }
}
