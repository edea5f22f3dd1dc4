import type { DisputeMove } from '@assay/program'
import { disputeGameAbi } from '@assay/protocol'
import { bytesToHex, encodeFunctionData, type Hex } from 'viem'

export type MoveCallParameters = {
  game: bigint
  move: DisputeMove
  /** The program's header: `ProgramCommitment.header`. */
  header: Uint8Array
}

/** The call of the dispute's contract that makes a move, for whoever sends its own transactions. */
export function moveCall(parameters: MoveCallParameters): Hex {
  const { game, move } = parameters
  const abi = disputeGameAbi
  const header = bytesToHex(parameters.header)
  switch (move.kind) {
    case 'openTrace':
      return encodeFunctionData({
        abi,
        functionName: 'openTrace',
        args: [game, header, move.nodes, move.outputProof],
      })
    case 'open':
      return encodeFunctionData({
        abi,
        functionName: 'open',
        args: [game, move.nodes, move.proof],
      })
    case 'pick':
      return encodeFunctionData({ abi, functionName: 'pick', args: [game, BigInt(move.place)] })
    case 'pickStep': {
      const encoding = bytesToHex(move.encoding)
      return encodeFunctionData({
        abi,
        functionName: 'pickStep',
        args: [game, BigInt(move.place), header, encoding, move.proof],
      })
    }
    case 'show':
      return encodeFunctionData({
        abi,
        functionName: 'show',
        args: [game, bytesToHex(move.page), move.proof],
      })
    case 'judge': {
      const page = bytesToHex(move.page)
      const encoding = bytesToHex(move.encoding)
      return encodeFunctionData({
        abi,
        functionName: 'judge',
        args: [game, BigInt(move.place), page, encoding, bytesToHex(move.evidence)],
      })
    }
    case 'timeout':
      return encodeFunctionData({ abi, functionName: 'timeout', args: [game] })
  }
}
