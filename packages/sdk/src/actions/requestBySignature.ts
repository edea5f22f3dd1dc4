import type { Deployment, Request } from '@assay/protocol'
import { encodeSignedRequest, hashRequest, placeOf } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import type { AssayClient } from '../types/client.ts'
import { askWorker, notAWorker } from '../worker/askWorker.ts'
import { signRequest } from './signRequest.ts'

export type RequestBySignatureParameters = {
  deployment: Deployment
  /** Where the worker answers, such as the endpoint of its profile. */
  workerUrl: string
  /** From prepareRequest with `signed: true`, naming the worker. */
  request: Request
  /** The input's canonical bytes. */
  input: Uint8Array
  /** A signature made before; the account signs by default. */
  signature?: Hex
  /** The key that signed for the requester (ERC-7913), where it was not the requester's account. */
  signer?: Hex
  account?: Account | Address
  signal?: AbortSignal
  /** Called before the wallet is asked, and before the worker is. */
  onStep?: (step: 'sign-request' | 'ask-worker') => void
}

export type RequestBySignatureReturnType = {
  jobId: Hex
  signature: Hex
  /** The worker agreed: it owes a result until then (unix seconds), and is paid with it. */
  expiry: number
}

/**
 * Asks a worker for a result with only a signature: the fee comes from the requester's free balance when the worker submits
 * the result, and the requester needs no gas. waitForResult tells when it is there; until then the request can be
 * cancelled.
 *
 * @throws WorkerRefusedError with the worker's reason, BaseError where it does not answer
 */
export async function requestBySignature(
  client: AssayClient,
  parameters: RequestBySignatureParameters,
): Promise<RequestBySignatureReturnType> {
  const { deployment, workerUrl, request, input, signer = '0x', signal, onStep } = parameters
  let { signature } = parameters
  if (signature === undefined) {
    onStep?.('sign-request')
    const { account } = parameters
    signature = await signRequest(client, {
      deployment,
      request,
      ...(account === undefined ? {} : { account }),
    })
  }
  onStep?.('ask-worker')
  const message = { place: placeOf(deployment, request), request, signature, signer, input }
  const body = encodeSignedRequest(message)
  const answer = await askWorker({ workerUrl, path: 'requests', body, signal })
  const jobId = hashRequest(deployment, request)
  if (answer.jobId !== jobId) throw notAWorker(workerUrl)
  return { jobId, signature, expiry: request.offer.expiry }
}
