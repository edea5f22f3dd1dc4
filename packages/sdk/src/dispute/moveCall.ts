import type { DisputeMove } from '@assay/program'
import { type Call, type Deployment, disputeCalls } from '@assay/protocol'
import { bytesToHex } from 'viem'

export type MoveCallParameters = {
  game: bigint
  move: DisputeMove
  /** The program's header: `ProgramCommitment.header`. */
  header: Uint8Array
}

/** The call of the dispute's contract that makes a move, for clients that send their own transactions. */
export function moveCall(
  deployment: Pick<Deployment, 'disputeGame'>,
  { game, move, ...parameters }: MoveCallParameters,
): Call {
  const header = bytesToHex(parameters.header)
  switch (move.kind) {
    case 'openTrace': {
      const { nodes, outputProof } = move
      return disputeCalls.openTrace(deployment, { game, header, nodes, outputProof })
    }
    case 'open':
      return disputeCalls.open(deployment, { game, nodes: move.nodes, proof: move.proof })
    case 'pick':
      return disputeCalls.pick(deployment, { game, place: move.place })
    case 'pickStep': {
      const { place, proof } = move
      const step = bytesToHex(move.encoding)
      return disputeCalls.pickStep(deployment, { game, place, header, step, proof })
    }
    case 'show': {
      const page = bytesToHex(move.page)
      return disputeCalls.show(deployment, { game, page, proof: move.proof })
    }
    case 'judge':
      return disputeCalls.judge(deployment, {
        game,
        place: move.place,
        page: bytesToHex(move.page),
        step: bytesToHex(move.encoding),
        evidence: bytesToHex(move.evidence),
      })
    case 'timeout':
      return disputeCalls.timeout(deployment, { game })
  }
}
