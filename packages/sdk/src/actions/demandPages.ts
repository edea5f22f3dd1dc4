import type { Deployment, Request } from '@assay/protocol'
import { disputeGameAbi } from '@assay/protocol'
import type { Account, Address, Hex } from 'viem'
import { bytesToHex, encodeFunctionData } from 'viem'
import { writeContract } from '../chain/writeMarket.ts'
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
 * Demands that bytes of a job's input or output are shown on chain, for a fee from the caller's market balance (see
 * `allowBonds`). A worker that does not show them in time loses the claim.
 *
 * @throws BaseError with the contract's reason in words
 */
export function demandPages(
  client: AssayClient,
  parameters: DemandPagesParameters,
): Promise<DemandPagesReturnType> {
  const { deployment, account, request, seat = 0, output } = parameters
  const abi = disputeGameAbi
  const header = bytesToHex(parameters.header)
  const [first, count] = [BigInt(parameters.first), BigInt(parameters.count)]
  const data =
    output === undefined
      ? encodeFunctionData({
          abi,
          functionName: 'demandInput',
          args: [request, BigInt(seat), header, first, count],
        })
      : encodeFunctionData({
          abi,
          functionName: 'demandOutput',
          args: [
            request,
            BigInt(seat),
            header,
            BigInt(output.index),
            bytesToHex(output.encoding),
            output.proof,
            first,
            count,
          ],
        })
  return writeContract(client, { deployment, account, to: deployment.disputeGame, data })
}
