import { PROFILE_EXACT, tensorRoot } from '@assay/program'
import { type Deployment, keyRegistryAbi, modelRegistryAbi } from '@assay/protocol'
import { bytesToHex, type Hex, hexToNumber, keccak256, pad } from 'viem'
import { getBlock } from 'viem/actions'
import { BaseError } from '../errors/BaseError.ts'
import { explained } from '../errors/explainChainError.ts'
import { JobNotFoundError } from '../errors/namedErrors.ts'
import { JOB_EVENTS, jobsFromLogs } from '../history/jobs.ts'
import { eventsOf, readLogs } from '../logs.ts'
import type { fetchBytes } from '../model/fetchBytes.ts'
import { fetchInput } from '../model/fetchInput.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'
import { chosenSeat, seatOf } from '../verify/seats.ts'
import { encodeHeader, encodeReceipt, type RawBlock, type RawReceipt } from './blockRlp.ts'
import { type EvidenceBlock, type EvidenceContent, writeEvidence } from './evidenceFile.ts'
import { proveReceipt } from './receiptTrie.ts'

/** What `createEvidence` takes besides the job. */
export type EvidenceParts = {
  /** In a job of several seats, the seat whose answer it is: by default the accepted one's, before a verdict the first's. */
  seat?: number
  /** Bytes that did not travel on chain. */
  input?: Uint8Array | undefined
  output?: Uint8Array | undefined
  /** The card's file, as it was published. */
  card?: Uint8Array | undefined
  /** The program's file; without it nobody can run the answer again from the evidence. */
  program?: Uint8Array | undefined
}

/** What `createEvidence` takes. */
export type CreateEvidenceParameters = EvidenceParts & {
  deployment: Deployment
  jobId: Hex
  /**
   * How parts that are not given are fetched from where the request and the model's card say they are; `fetchBytes` does. Without it,
   * nothing is fetched.
   */
  fetch?: typeof fetchBytes
  /** Told, as one sentence each, which parts could not be had. The file lacks them. */
  onMissing?: (sentence: string) => void
}

/** The largest card, input and program that are fetched (bytes): two digits stand for a byte, and all must fit into the file. */
const MOST = { card: 1_000_000, input: 4 * 2 ** 20, program: 24 * 2 ** 20 }
/** How long one part may take (milliseconds). */
const TIMEOUT = 30_000

/**
 * Makes the evidence file of a job's answer from the chain: its events with proofs, and the bytes that are given.
 *
 * @returns the file's text
 * @throws JobNotFoundError, or BaseError where nobody has answered the job, or the chain's blocks have another form than Ethereum's
 */
export function createEvidence(
  client: AssayClient,
  parameters: CreateEvidenceParameters,
): Promise<string> {
  return explained(async () => {
    const { deployment, jobId, output } = parameters
    const head = await getBlock(client)
    const finalized = await getBlock(client, { blockTag: 'finalized' }).catch(() => undefined)
    const range = { fromBlock: BigInt(deployment.startBlock), toBlock: head.number }
    const events = await readLogs(client, {
      address: [deployment.market, deployment.multiSeatMarket],
      events: JOB_EVENTS,
      indexed: [jobId],
      ...range,
    })
    const [job] = jobsFromLogs(events, () => 0, Number(head.timestamp))
    if (job === undefined) throw new JobNotFoundError(jobId)
    const number = parameters.seat ?? chosenSeat(job)
    const seat = seatOf(job, number)
    if (seat?.receipt === undefined) {
      throw new BaseError(`Nobody has answered seat ${number} of the job ${jobId} yet.`, {
        name: 'NotAnsweredError',
        remedy: 'Make the evidence when the answer is there.',
      })
    }
    const publication = await readLogs(client, {
      address: deployment.modelRegistry,
      events: eventsOf(modelRegistryAbi, 'ModelPublished'),
      indexed: [job.request.model],
      ...range,
    })
    const keys =
      seat.signer === undefined
        ? []
        : await readLogs(client, {
            address: deployment.keyRegistry,
            events: eventsOf(keyRegistryAbi, 'KeySet', 'KeyRevoked'),
            indexed: [pad(seat.worker, { size: 32 }), keccak256(seat.signer)],
            ...range,
          })
    const parts = await fetchParts(job, publication[0]?.args.publication, parameters)
    const content: EvidenceContent = {
      chainId: deployment.chainId,
      contracts: {
        market: lower(deployment.market),
        multiSeatMarket: lower(deployment.multiSeatMarket),
        modelRegistry: lower(deployment.modelRegistry),
        keyRegistry: lower(deployment.keyRegistry),
      },
      job: lower(jobId),
      seat: number,
      blocks: await proveBlocks(client, [...events, ...publication, ...keys]),
      head: {
        number: Number(head.number),
        hash: head.hash,
        timestamp: Number(head.timestamp),
        finalized: finalized === undefined ? null : Number(finalized.number),
      },
      input: isOnChain(job.input.data) ? null : hexOf(parts.input),
      output: isOnChain(seat.output) ? null : hexOf(output),
      card: hexOf(parts.card),
      program: hexOf(parts.program),
    }
    return writeEvidence(content)
  })
}

/** The parts that are given, and those that can be fetched. What arrives is held against its root where the file is verified. */
async function fetchParts(
  { input: { data, uris }, request: { inputRoot } }: Job,
  publication:
    | { profile: Hex; root: Hex; inputBytes: number; cardUri: string; cardDigest: Hex }
    | undefined,
  parameters: CreateEvidenceParameters,
): Promise<Pick<EvidenceParts, 'input' | 'card' | 'program'>> {
  const { fetch, onMissing } = parameters
  const part = async (name: keyof typeof MOST, uri: string, root: Hex | undefined) => {
    const given = parameters[name]
    if (given !== undefined || fetch === undefined) return given
    try {
      const bytes = await fetch(uri, { limit: MOST[name], timeout: TIMEOUT })
      // A program's root is no hash of its file; whoever reads it computes it.
      if (root === undefined || (await tensorRoot(bytes)) === root) return bytes
      onMissing?.(`The ${name} at ${uri} is not the one that was published, so the file lacks it.`)
    } catch (error) {
      onMissing?.(
        `The ${name} cannot be fetched from ${uri}, so the file lacks it. ${(error as Error).message}`,
      )
    }
    return undefined
  }
  let { input } = parameters
  if (input === undefined && !isOnChain(data) && fetch !== undefined) {
    const inputBytes = publication?.inputBytes || MOST.input
    const fetched = await fetchInput({
      ...{ input: { data, uris }, inputRoot, inputBytes, fetch, timeout: TIMEOUT },
      maxBytes: MOST.input,
    })
    if ('bytes' in fetched) input = fetched.bytes
    else onMissing?.(`The input cannot be fetched, so the file lacks it. ${fetched.detail}`)
  }
  if (publication === undefined) return { input }
  const { profile, root, cardUri, cardDigest } = publication
  const card = await part('card', cardUri, cardDigest)
  // Files lie beside the card, each under its root.
  const beside = URL.parse(root, cardUri)?.href
  const program =
    profile === PROFILE_EXACT ? await part('program', beside ?? root, undefined) : undefined
  return { input, card, program }
}

function lower(hex: Hex): Hex {
  return hex.toLowerCase() as Hex
}

function isOnChain(data: Hex | undefined): boolean {
  return data !== undefined && data !== '0x'
}

function hexOf(bytes: Uint8Array | undefined): Hex | null {
  return bytes === undefined ? null : bytesToHex(bytes)
}

/** The blocks of some logs, and the proofs of the receipts that hold them. */
async function proveBlocks(
  client: AssayClient,
  logs: readonly { blockNumber: bigint; blockHash: Hex; transactionIndex: number }[],
): Promise<EvidenceBlock[]> {
  const wanted = new Map<bigint, { hash: Hex; indices: Set<number> }>()
  for (const { blockNumber, blockHash, transactionIndex } of logs) {
    const block = wanted.get(blockNumber) ?? { hash: blockHash, indices: new Set() }
    block.indices.add(transactionIndex)
    wanted.set(blockNumber, block)
  }
  const blocks: EvidenceBlock[] = []
  for (const [number, { hash, indices }] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const block = (await client.request({
      method: 'eth_getBlockByHash',
      params: [hash, false],
    })) as RawBlock | null
    const receipts = block && (await receiptsOf(client, block))
    const header = block && encodeHeader(block)
    const encoded = receipts?.map(encodeReceipt) ?? []
    if (!block || !header || keccak256(header) !== hash) throw unprovable(number)
    blocks.push({
      header,
      receipts: [...indices]
        .sort((a, b) => a - b)
        .map((index) => {
          const { root, proof } = proveReceipt(encoded, index)
          if (root !== block.receiptsRoot) throw unprovable(number)
          return { index, proof }
        }),
    })
  }
  return blocks
}

function unprovable(number: bigint): BaseError {
  return new BaseError(
    `Block ${number} does not have the hashes that its fields give, so nothing can be proved from it.`,
    {
      name: 'UnprovableBlockError',
      remedy:
        'Use another endpoint; some chains have blocks of a form of their own, which evidence cannot hold.',
    },
  )
}

/** All receipts of a block, in one call where the node has it. */
async function receiptsOf(client: AssayClient, block: RawBlock): Promise<RawReceipt[]> {
  const request = client.request as (call: {
    method: string
    params: unknown[]
  }) => Promise<unknown>
  const whole = await request({ method: 'eth_getBlockReceipts', params: [block.hash] }).catch(
    () => null,
  )
  const receipts = (whole ??
    (await Promise.all(
      block.transactions.map((hash) =>
        request({ method: 'eth_getTransactionReceipt', params: [hash] }),
      ),
    ))) as RawReceipt[]
  return [...receipts].sort(
    (a, b) => hexToNumber(a.transactionIndex) - hexToNumber(b.transactionIndex),
  )
}
