import type { Callback, ModelVersion, Request, requests } from '@assay/sdk'
import type { Hex } from 'viem'
import type { Person } from './openScene.ts'

export type AskParameters = {
  model: ModelVersion
  input: Uint8Array
  fee?: bigint
  collateral?: bigint
  lockFor?: number
  expiresIn?: number
  worker?: Hex
  uris?: readonly string[]
  verifier?: Hex
  params?: Hex
  seats?: number
  callback?: Callback
}

/** Posts a request as a person, and waits until it is in a block. */
export async function ask(
  { client }: Person,
  parameters: AskParameters,
): Promise<requests.Posted & { request: Request }> {
  const { fee = 400_000n, ...rest } = parameters
  const prepared = await client.requests.prepare({ fee, ...rest })
  const posted = await client.requests.post(prepared)
  await client.waitForTransactionReceipt({ hash: posted.hash })
  return { ...posted, request: prepared.request }
}
