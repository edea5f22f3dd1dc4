'use client'

import { type Card, type Job, type ModelVersion, storeOf } from '@assay/sdk'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { hexToBytes } from 'viem'
import { keepingAnswers, MissingBytesError, type PlaceAnswer } from '../chain/askPlaces.ts'
import { useDeployment, useSettings } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** The most that a page reads of an input or an output (bytes), and how long it waits (milliseconds). */
const MOST_BYTES = 64 * 2 ** 20
const TIMEOUT = 20_000

export type FoundBytes = {
  /** Undefined until they are had. */
  bytes: Uint8Array | undefined
  /** Whether the chain holds them. */
  onChain: boolean
  isPending: boolean
  /** Why they cannot be had. */
  problem: string | undefined
  /** Takes them from a file; gives a sentence where they have another root. */
  offer: (file: File) => Promise<string | undefined>
}

/** A job's input: from the chain, or from where the request says, its root compared. */
export function useInputBytes(job: Job | undefined, model: ModelVersion | undefined): FoundBytes {
  const read = useReader()
  const deployment = useDeployment()
  const data = job?.input.data ?? '0x'
  const inline = useMemo(() => (data === '0x' ? undefined : hexToBytes(data)), [data])
  const queryKey = keys.inputBytes(deployment, job?.id)
  const query = useQuery({
    queryKey,
    enabled: job !== undefined && model !== undefined && inline === undefined,
    queryFn: async ({ signal }) => {
      if (job === undefined || model === undefined) throw new Error('There is no job.')
      const { fetchBytes, fetchInput } = await read()
      const answers: PlaceAnswer[] = []
      const found = await fetchInput({
        input: job.input,
        inputRoot: job.request.inputRoot,
        inputBytes: model.inputBytes,
        maxBytes: MOST_BYTES,
        timeout: TIMEOUT,
        fetch: keepingAnswers(fetchBytes, answers),
        signal,
      })
      if ('bytes' in found) return found.bytes
      const { inputRoot: id } = job.request
      throw new MissingBytesError({ what: 'input', id, bytes: model.inputBytes, answers })
    },
    ...ONCE,
  })
  const offer = useOffer(queryKey, job?.request.inputRoot)
  return found(inline, query, offer)
}

/** A job's output: from the chain, or from a worker that serves it by its root. */
export function useOutputBytes(
  job: Job | undefined,
  model: ModelVersion | undefined,
  card: Card | undefined,
): FoundBytes {
  const read = useReader()
  const deployment = useDeployment()
  const { store } = useSettings()
  const data = job?.output ?? '0x'
  const root = job?.receipt?.outputRoot
  const inline = useMemo(() => (data === '0x' ? undefined : hexToBytes(data)), [data])
  const queryKey = keys.outputBytes(deployment, root)
  const query = useQuery({
    queryKey,
    enabled: root !== undefined && model !== undefined && inline === undefined,
    queryFn: async ({ signal }) => {
      const { fetchBytes, tensorRoot } = await read()
      const uris = job?.input.uris ?? []
      const places = [model && storeOf(model), store, ...uris.map(storeOfUri)]
      const limit = model?.outputBytes || MOST_BYTES
      for (const place of new Set(places)) {
        if (place === undefined) continue
        const bytes = await fetchBytes(`${place}/blobs/${root}`, {
          limit: Math.min(limit + 256, MOST_BYTES),
          timeout: TIMEOUT,
          signal,
        }).catch(() => undefined)
        // Several outputs have one root together, which only the checks can compare.
        const isOne = card === undefined || card.outputs.length === 1
        if (bytes !== undefined && (!isOne || (await tensorRoot(bytes)) === root)) return bytes
      }
      throw new Error(
        'The output’s bytes are not on the chain, and no worker that this page knows of serves them.',
      )
    },
    ...ONCE,
  })
  const offer = useOffer(queryKey, root)
  return found(inline, query, offer)
}

const ONCE = {
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
  refetchOnWindowFocus: false,
} as const

/** Takes bytes from a file that somebody has kept, if they are the right ones. */
function useOffer(queryKey: readonly unknown[], root: string | undefined): FoundBytes['offer'] {
  const read = useReader()
  const queries = useQueryClient()
  return async (file) => {
    if (file.size === 0 || file.size > MOST_BYTES) return `${file.name.slice(0, 60)} is not it.`
    const { tensorRoot } = await read()
    const bytes = new Uint8Array(await file.arrayBuffer())
    if ((await tensorRoot(bytes)) !== root)
      return `${file.name.slice(0, 60)} has another root, so it is not what was sent.`
    queries.setQueryData(queryKey, bytes)
    return undefined
  }
}

function found(
  inline: Uint8Array | undefined,
  query: UseQueryResult<Uint8Array>,
  offer: FoundBytes['offer'],
): FoundBytes {
  return {
    offer,
    bytes: inline ?? query.data,
    onChain: inline !== undefined,
    isPending: inline === undefined && query.isLoading,
    problem:
      query.data === undefined && query.error !== null
        ? query.error.message.slice(0, 300)
        : undefined,
  }
}

function storeOfUri(uri: string): string | undefined {
  return storeOf({ cardUri: uri })
}
