import { PROFILE_EXACT } from '@assay/program'
import { type Card, fetchModelCard, type ModelVersion, type models, readCard } from '@assay/sdk'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useAssayClient } from './AssayContext.ts'

/** Which model: by its id, or by name and version (the latest by default). */
export type UseModelParameters =
  | Omit<Extract<models.GetParameters, { name: string }>, 'deployment'>
  | { modelId: Extract<models.GetParameters, { modelId: unknown }>['modelId'] }

/** A published model, with what its card says; undefined where that cannot be read. */
export type ModelWithCard = { model: ModelVersion; card: Card | undefined }

/** Reads a published model and its card, whose bytes are held against the registry. */
export function useModel(parameters: UseModelParameters): UseQueryResult<ModelWithCard> {
  const client = useAssayClient()
  return useQuery({
    queryKey: ['assay', client.uid, 'model', parameters],
    queryFn: async ({ signal }) => {
      const model = await client.models.get(parameters)
      const source = await fetchModelCard({ model, signal }).catch(() => undefined)
      const exact = model.profile === PROFILE_EXACT
      return { model, card: source && readCard(source, { exact }) }
    },
  })
}
