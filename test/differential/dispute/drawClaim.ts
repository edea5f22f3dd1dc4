import { byteLength, commitTrace, type DisputeTrace, type Program, trace } from '@assay/program'
import { lies, type Random, tellLie } from '@assay/program/testing'
import { type Call, disputeCalls, encodeOptimisticParams, type Request } from '@assay/protocol'
import { type Address, bytesToHex, type Hex, zeroAddress } from 'viem'
import { drawProgram } from './drawProgram.ts'
import { type Account, type DisputeChain, WINDOW } from './openDisputeChain.ts'
import { copying, type Player, picking, player, stalling } from './players.ts'

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

/** The most that a demand can ask for as a whole: `demandableBytes`. */
const DEMANDABLE = 32_768

/**
 * Against a liar there is at least one honest challenger; against an honest worker all are shams. Copiers may be among both: each
 * of them follows the first of the others.
 */
export async function drawChallengers(
  random: Random,
  accounts: readonly Account[],
  honest: DisputeTrace,
  isLiar: boolean,
): Promise<Player[]> {
  const players: Player[] = []
  const kinds: string[] = [isLiar ? 'honest' : 'sham']
  if (random.chance(0.3)) kinds.push('copying')
  for (let more = random.integer(0, 3); more > 0; more--)
    kinds.push(random.pick(isLiar ? KINDS : SHAMS))
  for (const [i, kind] of kinds.entries()) {
    const { address } = accounts[i]!
    const right = player({ name: `challenger ${i}`, account: address, honest: true, trace: honest })
    if (kind === 'honest') players.push(right)
    else if (kind === 'freeloading')
      players.push({ ...right, name: `freeloader ${i}`, honest: false })
    else if (kind === 'copying') players.push(copying(right, accounts[0]!.address))
    else if (kind === 'stalling') players.push(stalling(right, random))
    else if (kind === 'picking') players.push(picking(right, honest, random))
    else {
      const wrong = (await tellLie(random, honest, random.pick(['output', 'middle', 'tensor'])))!
      players.push({ ...player({ ...right, honest: false, trace: wrong }), name: `sham ${i}` })
    }
  }
  return random.shuffle(players)
}

const SHAMS = ['sham', 'sham', 'stalling', 'picking', 'copying'] as const
const KINDS = ['honest', 'freeloading', 'freeloading', ...SHAMS] as const

/** How many bytes a program takes in, and how many it gives in all its outputs. */
export function dataBytes(program: Program): { inputBytes: number; outputBytes: number } {
  return {
    inputBytes: byteLength(program.input),
    outputBytes: program.outputs.reduce(
      (sum, step) => sum + byteLength(program.steps[step]!.output),
      0,
    ),
  }
}

/** A request for one worker, with a fixed fee, that anyone may do. */
export function requestFor(
  chain: DisputeChain,
  {
    seed,
    model,
    inputRoot,
    program,
  }: { seed: number; model: Hex; inputRoot: Hex; program: Program },
): Request {
  const { inputBytes, outputBytes } = dataBytes(program)
  const takesLarge = Math.max(inputBytes, outputBytes) > DEMANDABLE
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
      params: encodeOptimisticParams({ window: WINDOW, takesLarge }),
    },
    callback: { target: zeroAddress, gasLimit: 0, when: 0 },
  }
}

/** A demand for some pages of the input, or of an output. */
export function demandOf(
  chain: DisputeChain,
  random: Random,
  request: Request,
  honest: DisputeTrace,
): Call {
  const { program, commitment } = honest
  const header = bytesToHex(commitment.header)
  const output = random.integer(0, program.outputs.length - 1)
  const producer = program.outputs[output]!
  const inputOnly = random.chance(0.5)
  const type = inputOnly ? program.input : program.steps[producer]!.output
  const pages = Math.ceil(byteLength(type) / 256)
  const first = random.integer(0, pages - 1)
  const demanded = {
    ...{ request, header, first },
    count: random.integer(1, Math.min(128, pages - first)),
  }
  if (inputOnly) return disputeCalls.demandInput(chain.deployment, demanded)
  const step = bytesToHex(commitment.steps[producer]!)
  const proof = commitment.proveStep(producer)
  return disputeCalls.demandOutput(chain.deployment, { ...demanded, output, step, proof })
}
