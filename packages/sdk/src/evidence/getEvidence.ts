import { type Deployment, marketOf, modelRegistryAbi } from '@assay/protocol'
import { type Hex, hexToBytes } from 'viem'
import { getBlock, getBlockNumber } from 'viem/actions'
import { BaseError } from '../errors/BaseError.ts'
import * as jobs from '../jobs.ts'
import { eventsOf, readLogs } from '../logs.ts'
import { fetchBytes } from '../model/fetchBytes.ts'
import { fitBytes } from '../model/fitBytes.ts'
import type { AssayClient } from '../types/client.ts'
import { EVIDENCE_VERSION, type Evidence } from './types.ts'

/** What `getEvidence` takes. */
export type GetEvidenceParameters = {
  deployment: Deployment
  jobId: Hex
  /** Input and output bytes, where they did not travel on chain. */
  input?: Uint8Array
  output?: Uint8Array
  /** Bytes of each output; one output by default. */
  outputLengths?: readonly number[]
  /** The most bytes of a program that go into the file; a larger one is left out. */
  maxProgram?: number
  signal?: AbortSignal
}

const MOST_PROGRAM = 8_000_000
const TIMEOUT = 20_000
const MOST_CARD = 1_000_000

/**
 * Gathers what shows a result, for a file that can be checked without a chain: from the chain, and from where the model is served.
 * What is not served is left out; what the file cannot do without is an error.
 *
 * @throws BaseError where the job has no result yet, or its bytes cannot be had
 */
export async function getEvidence(
  client: AssayClient,
  parameters: GetEvidenceParameters,
): Promise<Evidence> {
  const { deployment, jobId, signal, maxProgram = MOST_PROGRAM } = parameters
  const block = await getBlock(client, { blockNumber: await getBlockNumber(client) })
  const job = await jobs.get(client, { deployment, jobId })
  const { request, receipt, signature, signer = '0x' } = job
  if (receipt === undefined || signature === undefined)
    throw new BaseError('This job has no signed result yet, so there is nothing to save.', {
      remedy: 'Wait for a worker’s answer.',
    })
  const [published] = await readLogs(client, {
    address: deployment.modelRegistry,
    events: eventsOf(modelRegistryAbi, 'ModelPublished'),
    indexed: [request.model],
    fromBlock: BigInt(deployment.startBlock),
    toBlock: block.number,
  })
  if (published === undefined) throw new BaseError('Nobody published the model of this job.')
  const { version, publication } = published.args
  const { name, profile, root, cardUri, cardDigest, inputBytes, outputBytes } = publication
  const input = parameters.input ?? fitted(job.input.data, inputBytes)
  const output = parameters.output ?? fitted(job.output ?? '0x', outputBytes)
  for (const [what, bytes] of [
    ['input', input],
    ['output', output],
  ] as const)
    if (bytes.length === 0)
      throw new BaseError(`The ${what}’s bytes are not on the chain.`, {
        remedy: `Give them as \`${what}\`.`,
      })
  const served = (uri: string, limit: number) =>
    fetchBytes(uri, { limit, timeout: TIMEOUT, signal }).catch(() => new Uint8Array())
  const programUri = URL.canParse(root, cardUri) ? new URL(root, cardUri).href : ''
  const [card, program] = await Promise.all([
    served(cardUri, MOST_CARD),
    served(programUri, maxProgram),
  ])
  const seat = job.seats.findIndex(({ outputRoot }) => outputRoot === receipt.outputRoot)
  return {
    version: EVIDENCE_VERSION,
    place: { chainId: deployment.chainId, market: marketOf(deployment, request) },
    job: jobId,
    request,
    input,
    seat: Math.max(seat, 0),
    receipt,
    signature,
    signer,
    rule: signer === '0x' || signer.length === 42 ? 'ECDSA' : 'ERC-7913',
    output,
    outputLengths: parameters.outputLengths ?? [output.length],
    model: { name, version: Number(version), profile, root, cardDigest },
    card,
    program,
    standing: {
      state: job.state,
      blockNumber: Number(block.number),
      blockHash: block.hash,
      timestamp: Number(block.timestamp),
    },
  }
}

/** As long as the model takes or gives it, where the chain holds more or fewer zeros at the end. */
function fitted(data: Hex, length: number): Uint8Array {
  const bytes = hexToBytes(data)
  return (length > 0 && bytes.length > 0 && fitBytes(bytes, length)) || bytes
}
