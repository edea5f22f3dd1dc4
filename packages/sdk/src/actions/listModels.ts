import type { Deployment } from '../types/deployment.ts'
import type { ModelVersion } from '../types/model.ts'

export type ListModelsParameters = { deployment: Deployment }
/** Every version of every model, newest first. */
export type ListModelsReturnType = ModelVersion[]
