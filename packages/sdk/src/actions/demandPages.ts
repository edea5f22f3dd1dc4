import type { Deployment, Request } from '@assay/protocol'
import { disputeCalls } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex } from 'viem'
import { writeCall } from '../chain/writeCall.ts'
import type { AssayClient } from '../types/client.ts'

export type DemandPagesParameters = {
  deployment: Deployment
  request: Request
  /** Which of the job's results; 0 by default. */
  seat?: number
  /** The program's header: `ProgramCommitment.header`. */
  header: Uint8Array
  /** Which of the program's outputs, with the encoding of the step that makes it and its siblings; the input without it. */
  output?: { index: number; encoding: Uint8Array; proof: readonly Hex[] }
  /** The first page of 256 bytes, and how many. */
  first: number
  count: number
  account?: Account | Address
}
/** The transaction's hash. */
export type DemandPagesReturnType = Hex

/**
 * Demands that bytes of a job's input or output are shown on chain, for a fee that is locked in the ledger. A worker
 * that does not show them in time loses the claim. The fee of shown pages is settled with `settleDemand`.
 *
 * @throws BaseError with the contract's reason in words
 */
export function demandPages(
  client: AssayClient,
  parameters: DemandPagesParameters,
): Promise<DemandPagesReturnType> {
  const { deployment, account, request, seat = 0, output, first, count } = parameters
  const demanded = { request, seat, header: bytesToHex(parameters.header), first, count }
  const call =
    output === undefined
      ? disputeCalls.demandInput(deployment, demanded)
      : disputeCalls.demandOutput(deployment, {
          ...demanded,
          output: output.index,
          step: bytesToHex(output.encoding),
          proof: output.proof,
        })
  return writeCall(client, { deployment, account, call })
}
