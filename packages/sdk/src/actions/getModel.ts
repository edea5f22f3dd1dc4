import type { Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { ModelVersion } from '../types/model.ts'

export type GetModelParameters = { deployment: Deployment } & (
  | { modelId: Hex }
  /** The latest version where none is named. */
  | { name: string; version?: number }
)
export type GetModelReturnType = ModelVersion
