import assert from 'node:assert/strict'
import {
  bytesPerElement,
  checkProgram,
  commitTrace,
  type DisputeMove,
  nextMove,
  type Program,
  trace,
} from '@assay/program'
import { disputeCalls, encodeCall, ledgerCalls } from '@assay/protocol'
import { decodeLogs, disputesFromLogs, GAME_EVENTS, moveCall } from '@assay/sdk'
import { bytesToHex, type Hex, hexToBytes, type RpcLog } from 'viem'
import { type Account, BOND, type DisputeChain } from './openDisputeChain.ts'
import { submitClaim } from './submitClaim.ts'

/** The transaction that ended a game. */
export interface Judgement {
  readonly gasUsed: number
  /** What no transaction with this calldata can cost less than (EIP-7623). */
  readonly floor: number
  /** What the transaction pays for its calldata before that floor is compared. */
  readonly calldataGas: number
  /** Bytes of the call. */
  readonly calldata: number
  readonly move: Extract<DisputeMove, { kind: 'judge' }>
}

/**
 * Plays a whole dispute about a worker whose last step is wrong in one element, to the move that shows it. The settlement is
 * the most expensive there is: nobody has won against the claim before. What the challenger has free and locked is one word of the
 * ledger, which the returned bond changes and never ends.
 *
 * @param parameters.seed a number that no other claim on this chain has
 * @param parameters.element which element of the last step's output the worker has wrong
 */
export async function playToJudgement(
  chain: DisputeChain,
  parameters: {
    readonly seed: number
    readonly program: Program
    readonly input: Uint8Array
    readonly element: number
  },
): Promise<Judgement> {
  const { seed, program, input, element } = parameters
  const [worker, challenger] = [1, 4].map((i) => chain.accounts[i]!) as [Account, Account]
  const { deployment } = chain
  checkProgram(program)
  const honest = await commitTrace({ program, input, tensors: trace(program, input) })
  const { commitment } = honest
  const last = program.steps.length - 1
  const wrong = honest.tensors[last]!.slice()
  wrong[element * bytesPerElement[program.steps[last]!.output.dtype]]! ^= 1
  const tensors = honest.tensors.with(last, wrong)
  const liar = await commitTrace({ program, input, tensors, commitment })

  const { outputRoot } = liar
  const { request } = await submitClaim(chain, { seed, honest, outputRoot, worker })
  const rest = (await chain.balanceOf(challenger.address)) - BOND
  if (rest > 0n) {
    const withdrawn = { amount: rest, to: challenger.address }
    await chain.send(challenger.address, ledgerCalls.withdraw(deployment, withdrawn))
  }
  const { header } = commitment
  const disputed = { request, header: bytesToHex(header) }
  const challenge = disputeCalls.challenge(deployment, disputed)
  const logs: RpcLog[] = await chain.send(challenger.address, challenge)
  for (;;) {
    const [dispute] = disputesFromLogs(
      decodeLogs(GAME_EVENTS, logs),
      () => program.steps.length,
      () => chain.now(),
    )
    assert(dispute?.turn, 'the game ended before its judgement')
    const { game, position, turn: role } = dispute
    const [side, own] = role === 'worker' ? [worker, liar] : [challenger, honest]
    const move = await nextMove({
      ...{ game: position, role, now: chain.now() },
      trace: async () => own,
    })
    assert(move.kind !== 'none', `the ${role} has no move: ${move.kind === 'none' && move.detail}`)
    const call = moveCall(deployment, { game, move, header })
    const sent = await chain.transact(side.address, call)
    logs.push(...sent.logs)
    if (move.kind !== 'judge') continue
    assert.equal(move.element, element)
    assert.equal(await chain.balanceOf(challenger.address), BOND)
    return { gasUsed: sent.gasUsed, ...priceOf(encodeCall(call).data), move }
  }
}

/** EIP-7623: 4 gas for each zero byte and 16 for each other; at least 21,000, and 10 for a zero byte and 40 for another. */
function priceOf(data: Hex): Pick<Judgement, 'floor' | 'calldata' | 'calldataGas'> {
  const bytes = hexToBytes(data)
  const zeros = bytes.filter((byte) => byte === 0).length
  const nonzeros = bytes.length - zeros
  return {
    floor: 21_000 + 10 * zeros + 40 * nonzeros,
    calldata: bytes.length,
    calldataGas: 4 * zeros + 16 * nonzeros,
  }
}
