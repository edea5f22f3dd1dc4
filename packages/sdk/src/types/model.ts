import type { Address, Hex } from 'viem'

/** How people hold a tensor: canonical bytes, as they are hashed and sent. */
export type CanonicalBytes = { dtype: string; layout?: string; shape: readonly number[] }

/** What a model says of itself; only shapes and types are relied upon. */
export type ModelCard = {
  name: string
  title?: string
  task?: string
  description?: string
  licence?: string
  labels?: readonly string[]
  input: {
    shape: readonly number[]
    dtype?: string
    /** What clients send, where it differs from the network's own input. */
    bytes?: CanonicalBytes
    [field: string]: unknown
  }
  output: { shape: readonly number[]; dtype: string; [field: string]: unknown }
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
  /** Canonical bytes of the input, and of all outputs together, by the publisher's word; zero where it did not say. */
  inputBytes: number
  outputBytes: number
  cardUri: string
  cardDigest: Hex
  publisher: Address
  /** The publisher's advice not to use it any more. */
  deprecated: boolean
  /** Unix seconds. */
  publishedAt: number
}
