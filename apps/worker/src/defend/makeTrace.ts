import { commitTrace, type DisputeTrace } from '@assay/program'
import { loadProgram, openProgram } from '@assay/program/node'
import type { Input, Request } from '@assay/protocol'
import { fetchInput } from '@assay/sdk'
import type { Fetcher } from '@assay/service'
import type { BlobStore } from '../blobs.ts'
import type { ServedModel } from '../models/loadModel.ts'

export type MakeTraceParameters = {
  request: Request
  input: Input
  model: ServedModel
  blobs: BlobStore
  maxInputBytes: number
  inputTimeout: number
  fetchBytes: Fetcher
}

/**
 * Runs a model again and keeps every tensor on the way. The program is read again for it and put away after, since a worker
 * that is not challenged needs neither.
 *
 * @throws Error in one sentence: the input that is gone, the model that can't be read
 */
export async function makeTrace(parameters: MakeTraceParameters): Promise<DisputeTrace> {
  const { request, model } = parameters
  const { program, commitment } = await loadProgram(model.path, {
    modelId: request.model,
  })
  const input = await inputOf(parameters)
  const session = await openProgram(program)
  try {
    if (session.trace === undefined) throw new Error('This engine shows no tensors in between.')
    const tensors = await session.trace(input)
    return await commitTrace({ program, commitment, input, tensors })
  } finally {
    await session.close()
  }
}

/** The bytes that were run: kept where they came from elsewhere, else on chain. */
async function inputOf(parameters: MakeTraceParameters): Promise<Uint8Array> {
  const { request, input, model, blobs, maxInputBytes, inputTimeout, fetchBytes } = parameters
  const kept = await blobs.get(request.inputRoot)
  if (kept !== undefined) return kept
  const fetched = await fetchInput({
    input,
    inputRoot: request.inputRoot,
    inputBytes: model.pool.inputBytes,
    maxBytes: maxInputBytes,
    timeout: inputTimeout,
    fetch: fetchBytes,
  })
  if ('bytes' in fetched) return fetched.bytes
  throw new Error(`The input of the challenged result cannot be had: ${fetched.detail}`)
}
