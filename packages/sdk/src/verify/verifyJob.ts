import type { Deployment } from '@assay/protocol'
import type { Hex } from 'viem'
import { hexToBytes } from 'viem'
import type { Check } from '../types/check.ts'
import type { AssayClient } from '../types/client.ts'
import type { Job } from '../types/job.ts'
import { checkChain } from './checkChain.ts'
import { checkModel } from './checkModel.ts'
import { checkReceiptSignature } from './checkReceiptSignature.ts'
import { checkReexecution, type ReexecutionParameters } from './checkReexecution.ts'
import { checkRequestDigest } from './checkRequestDigest.ts'
import { checkInputRoot, checkOutputRoot } from './checkRoots.ts'
import { checkSigner } from './checkSigner.ts'
import { readChain } from './readChain.ts'
import { chosenSeat, seatOf } from './seats.ts'

/** What of a job is checked, and with which bytes. */
export type VerifyJobParameters = ReexecutionParameters & {
  /** In a job of several seats, the seat whose result is checked: by default the accepted one's, before a verdict the first's. */
  seat?: number
  /** Input bytes, where they did not travel on chain. */
  input?: Uint8Array
  /** Output bytes, where they did not travel on chain. */
  output?: Uint8Array
}

/** Makes every check of a job's result, in their fixed order. */
export async function verifyJob(
  parameters: VerifyJobParameters & {
    client: AssayClient
    deployment: Deployment
    jobId: Hex
    job: Job
  },
): Promise<Check[]> {
  const { client, deployment, jobId, job } = parameters
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

function bytesOf(hex: Hex | undefined): Uint8Array | undefined {
  return hex === undefined || hex === '0x' ? undefined : hexToBytes(hex)
}
