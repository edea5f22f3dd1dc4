'use client'

import { type ModelVersion, storeOf } from '@assay/sdk'
import { useQuery } from '@tanstack/react-query'
import { type Address, isAddressEqual } from 'viem'
import { useDeployment } from '../chain/DeploymentContext.tsx'
import { useReader } from '../chain/useReader.ts'
import { keys } from './keys.ts'

/** A worker that takes requests of a model that are only signed, and the least that it asks. */
export type SignedOffer = { workerUrl: string; worker: Address; fee: bigint }

/** Asks the worker that serves the model's card whether it takes signed requests of this model. Null where it does not. */
export function useSignedOffer(model: ModelVersion): SignedOffer | null | undefined {
  const read = useReader()
  const deployment = useDeployment()
  const workerUrl = storeOf(model)
  const query = useQuery({
    queryKey: keys.signedOffer(deployment, model.modelId, workerUrl),
    enabled: workerUrl !== undefined,
    queryFn: async ({ signal }): Promise<SignedOffer | null> => {
      if (workerUrl === undefined) return null
      const { fetchOffers } = await read()
      const { worker, chainId, market, models } = await fetchOffers({ workerUrl, signal })
      if (chainId !== deployment.chainId || !isAddressEqual(market, deployment.market)) return null
      const offer = models.find(({ modelId }) => modelId === model.modelId)
      return offer === undefined ? null : { workerUrl, worker, fee: offer.fee }
    },
    staleTime: 30_000,
    retry: false,
  })
  return query.isError || workerUrl === undefined ? null : query.data
}
