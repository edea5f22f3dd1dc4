'use client'

import { PROFILE_EXACT } from '@assay/program'
import type { ModelVersion } from '@assay/sdk'
import { type Card, readCard } from '@assay/sdk'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { Hex } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** Every published version of every model, newest first, read from the registry. */
export function useModels() {
  const read = useReader()
  const deployment = useDeployment()
  return useQuery({
    queryKey: keys.models(deployment),
    queryFn: async () => {
      const { client, models } = await read()
      return models.list(client, { deployment })
    },
    refetchInterval: 15_000,
  })
}

function cardQuery(model: ModelVersion, read: ReturnType<typeof useReader>) {
  return {
    queryKey: keys.card(model.modelId, model.cardDigest),
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Card> => {
      const { fetchModelCard } = await read()
      const card = readCard(await fetchModelCard({ model, signal }), {
        exact: model.profile === PROFILE_EXACT,
      })
      if (card === undefined)
        throw new Error("The model's card does not say what its input and output are.")
      return card
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  }
}

/** A model's card: fetched where the registry says, its bytes held against the registry's digest. */
export function useCard(model: ModelVersion | undefined) {
  return useQuery({
    ...cardQuery(model ?? NO_MODEL, useReader()),
    enabled: model !== undefined,
  })
}

export type Cards = {
  /** By model id; those that could not be read are left out. */
  cards: ReadonlyMap<Hex, Card>
  /** Whether some are still being read. */
  pending: boolean
}

/** The cards of several models. */
export function useCards(models: readonly ModelVersion[]): Cards {
  const read = useReader()
  return useQueries({
    queries: models.map((model) => cardQuery(model, read)),
    combine: (results) => ({
      cards: new Map(
        results.flatMap(({ data }, index) => {
          const model = models[index]
          return data === undefined || model === undefined ? [] : [[model.modelId, data] as const]
        }),
      ),
      pending: results.some(({ isPending }) => isPending),
    }),
  })
}

const NO_MODEL: ModelVersion = {
  name: '',
  version: 0,
  modelId: '0x',
  profile: '0x',
  royaltyBps: 0,
  inputBytes: 0,
  outputBytes: 0,
  cardUri: '',
  cardDigest: '0x',
  publisher: '0x0000000000000000000000000000000000000000',
  deprecated: false,
  publishedAt: 0,
}
