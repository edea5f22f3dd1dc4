import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'
import { hexToBytes } from 'viem'
import type { Check } from '../types/check.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job, Seat } from '../types/job.ts'
import { checkChain } from '../verify/checkChain.ts'
import { checkModel } from '../verify/checkModel.ts'
import { checkReceiptSignature } from '../verify/checkReceiptSignature.ts'
import { checkReexecution, type ReexecutionParameters } from '../verify/checkReexecution.ts'
import { checkRequestDigest } from '../verify/checkRequestDigest.ts'
import { checkInputRoot, checkOutputRoot } from '../verify/checkRoots.ts'
import { checkSigner } from '../verify/checkSigner.ts'
import { readChain } from '../verify/readChain.ts'
import { getJob } from './getJob.ts'

export type VerifyResultParameters = ReexecutionParameters & {
  deployment: Deployment
  jobId: Hex
  /** Where to get the job's evidence from, if not from the chain: everything in it is checked, nothing trusted. */
  job?: Job
  /** Of a job with several seats, whose result is checked: the accepted one's by default, before a verdict the first's. */
  seat?: number
  /** Input bytes, where they did not travel on chain. */
  input?: Uint8Array
  /** Output bytes, where they did not travel on chain. */
  output?: Uint8Array
}

/** One entry for each check, always all of them, in a fixed order. */
export type VerifyResultReturnType = Check[]

/**
 * Recomputes every check of a result from public bytes, and says what was compared with what. Nothing in the evidence is
 * believed: not its roots, not its digest, not who it says signed it.
 *
 * @throws JobNotFoundError where there is neither evidence nor a job of that id; every other failure is a check's status
 * @example
 * const checks = await verifyResult(client, { deployment, jobId })
 * const sound = checks.every((check) => check.status === 'pass' || check.status === 'not-run')
 */
export async function verifyResult(
  client: AssayClient,
  parameters: VerifyResultParameters,
): Promise<VerifyResultReturnType> {
  const { deployment, jobId } = parameters
  const job = parameters.job ?? (await getJob(client, { deployment, jobId }))
  const input = parameters.input ?? bytesOf(job.input.data)
  const number = parameters.seat ?? chosenSeat(job)
  const seat = seatOf(job, number)
  const output = parameters.output ?? bytesOf(seat?.output)
  const evidence = { client, deployment, jobId, job, seat, number }
  const outputRoot = seat?.receipt?.outputRoot
  const chain = await readChain(evidence)
  return Promise.all([
    checkInputRoot(job.request.inputRoot, input),
    checkOutputRoot(outputRoot, output, parameters.outputLengths),
    checkRequestDigest(evidence),
    checkReceiptSignature(evidence, chain),
    checkSigner(evidence, chain),
    checkChain(evidence, chain),
    checkModel(evidence),
    checkReexecution(outputRoot, input, parameters),
  ])
}

/** The seat whose result is the job's. */
function chosenSeat({ seats, receipt }: Job): number {
  const at = seats.findIndex(({ outputRoot }) => outputRoot && outputRoot === receipt?.outputRoot)
  return Math.max(at, 0)
}

/** What the evidence says of a seat; where its seats carry no receipts, the job's own is that of its only one. */
function seatOf(job: Job, number: number): Seat | undefined {
  const seat = job.seats[number]
  if (seat === undefined || job.request.policy.seats > 1) return seat
  const { receipt, signature, signer, output } = job
  return {
    ...seat,
    ...(receipt === undefined ? {} : { receipt, outputRoot: receipt.outputRoot }),
    ...(signature === undefined ? {} : { signature }),
    ...(signer === undefined ? {} : { signer }),
    ...(output === undefined ? {} : { output }),
  }
}

function bytesOf(hex: Hex | undefined): Uint8Array | undefined {
  return hex === undefined || hex === '0x' ? undefined : hexToBytes(hex)
}
