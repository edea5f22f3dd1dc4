import type { ModelCard, ModelVersion } from '../types/model.ts'

export type GetModelCardParameters = { model: ModelVersion; signal?: AbortSignal }
/** The card, after its bytes were re-hashed against the registry's digest. */
export type GetModelCardReturnType = ModelCard
