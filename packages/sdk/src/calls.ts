import type { DisputeMove, RankProof } from '@assay/program'
import {
  type Call,
  type Deployment,
  disputeCalls,
  type Input,
  marketCalls,
  type ProvenPage,
  type Receipt,
  type Request,
  WHEN_FINAL,
} from '@assay/protocol'
import type { Address, Hex } from 'viem'
import { bytesToHex, zeroHash } from 'viem'
import type { SignedRequest } from './types/signedRequest.ts'

/** A result to be submitted for a claimed seat. */
export type SubmissionCallsParameters = {
  request: Request
  receipt: Receipt
  signature: Hex
  /** The key that signed for the worker (ERC-7913); the worker's account signed itself where it is absent. */
  signer?: Hex
  /** Which seat; zero by default. */
  seat?: number
  /** Opens the seat's commitment, in a job of several seats. */
  salt?: Hex
  /** Output bytes to publish along; empty to keep them off the chain. */
  output: Uint8Array
  /** Settle in the same transaction. True by default. */
  finalize?: boolean
}

/** The calls that submit a result and settle it, for one multicall. */
export function submissionCalls(
  deployment: Pick<Deployment, 'market' | 'multiSeatMarket'>,
  parameters: SubmissionCallsParameters,
): readonly [Call, ...Call[]] {
  const { request, receipt, signature, signer = '0x', finalize = true } = parameters
  const { seat = 0, salt = zeroHash } = parameters
  const output = bytesToHex(parameters.output)
  const submission = { receipt, signer, signature, salt, output, evidence: '0x' } as const
  const submit = marketCalls.submit(deployment, { request, seat, submission })
  if (!finalize) return [submit]
  // The final callback gets the bytes where it wants to hear of the result.
  const told = request.callback.when & WHEN_FINAL ? output : '0x'
  return [submit, marketCalls.finalize(deployment, { request, output: told })]
}

/** A signed request with the result that answers it. */
export type Fulfilment = SignedRequest & {
  /** To be shown along on chain; nothing by default. */
  input?: Input
  /** Who worked. */
  worker: Address
  receipt: Receipt
  receiptSignature: Hex
  /** The key that signed the receipt for the worker; absent where the worker's account signed itself. */
  receiptSigner?: Hex
  /** Opens an announced commitment; needed where the request names no worker. */
  salt?: Hex
  /** Output bytes to publish along; none by default. */
  output?: Uint8Array
}

/** The call that submits a signed request with its result. */
export function fulfilmentCall(
  deployment: Pick<Deployment, 'market' | 'multiSeatMarket'>,
  fulfilment: Fulfilment,
): Call {
  const { request, signer = '0x', signature, input = { data: '0x', uris: [] } } = fulfilment
  const { worker, receipt, receiptSignature, receiptSigner = '0x' } = fulfilment
  const { salt = zeroHash, output = new Uint8Array() } = fulfilment
  const submission = {
    receipt,
    signer: receiptSigner,
    signature: receiptSignature,
    salt,
    output: bytesToHex(output),
    evidence: '0x',
  } as const
  return marketCalls.fulfil(deployment, {
    request,
    input,
    requestSigner: signer,
    requestSignature: signature,
    worker,
    submission,
  })
}

/** A move in a game. */
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

/** A proof that a challenger had computed the disputed element before. */
export type RankCallParameters = {
  game: bigint
  /** From `rankProof` of @assay/program. */
  proof: RankProof
  /** That of the commitment (`disputes.commit`). */
  salt: Hex
}

/** The call that proves a challenger's commitment, for clients that send their own transactions. */
export function rankCall(
  deployment: Pick<Deployment, 'disputeGame'>,
  { game, proof, salt }: RankCallParameters,
): Call {
  const proven = ({ page, proof: siblings }: RankProof['own']): ProvenPage => ({
    data: bytesToHex(page),
    proof: siblings,
  })
  const [shown, own] = [proven(proof.shown), proven(proof.own)]
  return disputeCalls.rank(deployment, { game, place: proof.place, shown, own, salt })
}
