import { byteLength, commitTrace, type DisputeTrace, trace } from '@assay/program'
import { lies, type Random, tellLie } from '@assay/program/testing'
import { disputeGameAbi, type Request } from '@assay/protocol'
import { type Address, bytesToHex, encodeFunctionData, type Hex, toHex, zeroAddress } from 'viem'
import { drawProgram } from './drawProgram.ts'
import { type Account, type DisputeChain, WINDOW } from './openDisputeChain.ts'
import { type Player, picking, player, stalling } from './players.ts'

export const FEE = 40_000n
export const COLLATERAL = 200_000n

/** A program, an honest run of it, and what the worker makes of that. */
export async function drawWork(random: Random) {
  const lie = random.chance(0.65) ? random.pick(lies) : undefined
  for (;;) {
    const program = drawProgram(random)
    const input = random.bytes(byteLength(program.input))
    const honest = await commitTrace({ program, input, tensors: trace(program, input) })
    const told = lie && (await tellLie(random, honest, lie))
    // Not every program leaves room for every lie.
    if (lie === undefined || told !== undefined) return { program, input, honest, lie, told }
  }
}

/** A liar may fall silent as well. */
export function drawWorker(
  random: Random,
  account: Address,
  own: DisputeTrace,
  isLiar: boolean,
): Player {
  const base = player({ name: 'worker', account, honest: !isLiar, trace: own })
  return isLiar && random.chance(0.3) ? stalling(base, random) : base
}

/** Against a liar there is at least one honest challenger; against an honest worker all are shams. */
export async function drawChallengers(
  random: Random,
  accounts: readonly Account[],
  honest: DisputeTrace,
  isLiar: boolean,
): Promise<Player[]> {
  const players: Player[] = []
  const kinds = isLiar
    ? ['honest', ...Array.from({ length: random.integer(0, 3) }, () => random.pick(KINDS))]
    : Array.from({ length: random.integer(1, 4) }, () => random.pick(SHAMS))
  for (const [i, kind] of kinds.entries()) {
    const { address } = accounts[i]!
    const right = player({ name: `challenger ${i}`, account: address, honest: true, trace: honest })
    if (kind === 'honest') players.push(right)
    else if (kind === 'freeloading')
      players.push({ ...right, name: `freeloader ${i}`, honest: false })
    else if (kind === 'stalling') players.push(stalling(right, random))
    else if (kind === 'picking') players.push(picking(right, honest, random))
    else {
      const wrong = (await tellLie(random, honest, random.pick(['output', 'middle', 'tensor'])))!
      players.push({ ...player({ ...right, honest: false, trace: wrong }), name: `sham ${i}` })
    }
  }
  return random.shuffle(players)
}

const SHAMS = ['sham', 'sham', 'stalling', 'picking'] as const
const KINDS = ['honest', 'freeloading', 'freeloading', ...SHAMS] as const

/** A request for one worker, with a fixed fee, that anyone may do. */
export function requestFor(
  chain: DisputeChain,
  { seed, model, inputRoot }: { seed: number; model: Hex; inputRoot: Hex },
): Request {
  return {
    requester: chain.accounts[0]!.address,
    nonce: BigInt(seed),
    model,
    inputRoot,
    offer: {
      ...{ minFee: FEE, maxFee: FEE, rampStart: 0, rampLength: 0, lockFor: 3_600 },
      ...{ expiry: chain.now() + 3_600, collateral: COLLATERAL, worker: zeroAddress },
    },
    policy: {
      seats: 1,
      verifier: chain.deployment.verifiers.optimistic,
      params: toHex(WINDOW, { size: 32 }),
    },
    callback: { target: zeroAddress, gasLimit: 0, when: 0 },
  }
}

/** A demand for some pages of the input, or of an output. */
export function demandOf(random: Random, request: Request, honest: DisputeTrace): Hex {
  const { program, commitment } = honest
  const header = bytesToHex(commitment.header)
  const output = random.integer(0, program.outputs.length - 1)
  const step = program.outputs[output]!
  const inputOnly = random.chance(0.5)
  const type = inputOnly ? program.input : program.steps[step]!.output
  const pages = Math.ceil(byteLength(type) / 256)
  const first = random.integer(0, pages - 1)
  const range = [BigInt(first), BigInt(random.integer(1, Math.min(128, pages - first)))] as const
  if (inputOnly) {
    return encodeFunctionData({
      abi: disputeGameAbi,
      functionName: 'demandInput',
      args: [request, 0n, header, ...range],
    })
  }
  const encoding = bytesToHex(commitment.steps[step]!)
  return encodeFunctionData({
    abi: disputeGameAbi,
    functionName: 'demandOutput',
    args: [request, 0n, header, BigInt(output), encoding, commitment.proveStep(step), ...range],
  })
}
