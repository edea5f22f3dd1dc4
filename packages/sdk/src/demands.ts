/**
 * Demands: bytes of an input or an output that somebody pays to have shown on chain.
 *
 * @module
 */
import type { DemandAnswer } from '@assay/program'
import { type Disputed, disputeCalls } from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, pad } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { explained } from './errors/explainChainError.ts'
import { DEMAND_ENDED, DEMAND_MADE, demandsFromLogs } from './history/demands.ts'
import { readLogs } from './logs.ts'
import type { AssayClient } from './types/client.ts'
import type { Demand } from './types/dispute.ts'
import { type ReadParameters, type WriteParameters, write } from './write.ts'

/** What `demands.list` takes. */
export type ListParameters = ReadParameters & {
  /** Only those about this job, */
  jobId?: Hex
  /** or to this worker. */
  worker?: Address
  fromBlock?: bigint
}

/**
 * Reads the demands for pages of inputs and outputs, with those pages that were shown.
 *
 * @returns newest first
 */
export function list(client: AssayClient, parameters: ListParameters): Promise<Demand[]> {
  return explained(async () => {
    const { deployment, jobId, worker } = parameters
    const range = {
      address: deployment.disputeGame,
      fromBlock: parameters.fromBlock ?? BigInt(deployment.startBlock),
      toBlock: await getBlockNumber(client, { cacheTime: 0 }),
    }
    const made = await readLogs(client, {
      ...range,
      events: DEMAND_MADE,
      indexed: [null, jobId ?? null, worker ? pad(worker, { size: 32 }) : null],
    })
    if (made.length === 0) return []
    const wanted = new Set(made.map(({ args }) => args.demand))
    const ended = await readLogs(client, { ...range, events: DEMAND_ENDED })
    const ends = ended.filter(({ args }) => wanted.has(args.demand))
    return demandsFromLogs([...made, ...ends]).reverse()
  })
}

/** What `demands.make` takes. */
export type MakeParameters = WriteParameters &
  Omit<Disputed, 'header'> & {
    /** The program's header: `ProgramCommitment.header`. */
    header: Uint8Array
    /** Which of the program's outputs, with the encoding of the step that makes it and its siblings; the input without it. */
    output?: { index: number; encoding: Uint8Array; proof: readonly Hex[] }
    /** The first page of 256 bytes. */
    first: number
    /** How many pages. */
    count: number
  }

/**
 * Demands that bytes of a job's input or output are shown on chain, for a fee that is locked in the ledger. A worker that does not
 * show them in time loses the claim. The fee of shown pages is settled with `demands.settle`.
 *
 * @returns the transaction's hash
 */
export function make(client: AssayClient, parameters: MakeParameters): Promise<Hex> {
  const { deployment, output } = parameters
  const demanded = { ...parameters, header: bytesToHex(parameters.header) }
  const call =
    output === undefined
      ? disputeCalls.demandInput(deployment, demanded)
      : disputeCalls.demandOutput(deployment, {
          ...demanded,
          output: output.index,
          step: bytesToHex(output.encoding),
          proof: output.proof,
        })
  return write(client, parameters, call)
}

/** What `demands.answer` takes. */
export type AnswerParameters = WriteParameters & {
  demand: bigint
  /** What `answerDemand` of @assay/program gives. */
  answer: DemandAnswer
}

/**
 * Shows demanded pages on chain. Anyone may; the fee goes to the worker.
 *
 * @returns the transaction's hash
 */
export function answer(client: AssayClient, parameters: AnswerParameters): Promise<Hex> {
  const { deployment, demand } = parameters
  const { pages, proof } = parameters.answer
  const answered = { demand, pages: bytesToHex(pages), proof }
  return write(client, parameters, disputeCalls.answer(deployment, answered))
}

/** What `demands.timeout` and `demands.settle` take. */
export type DemandParameters = WriteParameters & { demand: bigint }

/**
 * Ends a demand that was not answered in time: the fee goes back, and the claim is refuted. Anyone may.
 *
 * @returns the transaction's hash
 */
export function timeout(client: AssayClient, parameters: DemandParameters): Promise<Hex> {
  return write(client, parameters, disputeCalls.timeoutDemand(parameters.deployment, parameters))
}

/**
 * Settles the fee of an answered demand: to the worker where its result stands, back to the demander where it is refuted. Anyone
 * may, once that is decided.
 *
 * @returns the transaction's hash
 */
export function settle(client: AssayClient, parameters: DemandParameters): Promise<Hex> {
  return write(client, parameters, disputeCalls.settleDemand(parameters.deployment, parameters))
}
