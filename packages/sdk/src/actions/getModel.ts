import type { Deployment } from '../types/deployment.ts'
import type { ModelVersion } from '../types/model.ts'

/** Latest version where none is named. */
export type GetModelParameters = { deployment: Deployment; name: string; version?: number }
export type GetModelReturnType = ModelVersion
