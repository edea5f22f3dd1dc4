import type { Address, Hex } from 'viem'

export type Dtype = 'u8' | 'i8' | 'i32' | 'i64' | 'f32' | 'f64'

/** One tensor at the edge of a model, as its card describes it. */
export type TensorCard = {
  name?: string
  shape: readonly number[]
  dtype: Dtype
  layout?: string
  encoding?: unknown
  /** What one unit of an integer output stands for. */
  scale?: number
}

/** What a model says of itself; only its shapes and types are relied upon. */
export type ModelCard = {
  name: string
  title?: string
  task?: string
  description?: string
  licence?: string
  labels?: readonly string[]
  input: TensorCard
  output: TensorCard
  [field: string]: unknown
}

/** One immutable version of a published model. */
export type ModelVersion = {
  name: string
  /** Counted from 1. */
  version: number
  modelId: Hex
  profile: Hex
  royaltyBps: number
  cardUri: string
  cardDigest: Hex
  publisher: Address
  deprecated: boolean
}
