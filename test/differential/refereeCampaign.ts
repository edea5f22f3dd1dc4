import assert from 'node:assert/strict'
import {
  buildEvidence,
  commitProgram,
  elementCount,
  type OpName,
  type Program,
  tensorRoot,
  toHex,
  trace,
} from '@assay/program'
import { openProgram } from '@assay/program/node'
import { Random, randomProgram, randomStepProgram } from '@assay/program/testing'
import hre from 'hardhat'
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre'
import { getContract, parseAbi } from 'viem'
import { numberAt } from './numberAt.ts'
import { traceRootOf } from './traceRootOf.ts'

/** What is judged: programs of one step of an op, or of several steps of any. */
export type Subject = OpName | 'programs'

/** What goes into one call at most: it has the gas of one transaction. */
const BATCH_BYTES = 60_000
const BATCH_ELEMENTS = 12

/** A chain in this process with a referee of the given build, or of the quick one. */
export async function openReferee(runtime: HardhatRuntimeEnvironment = hre) {
  const { viem } = await runtime.network.create()
  const referee = await viem.deployContract('Referee')
  const { address } = await viem.deployContract('ManyElements', [referee.address])
  return getContract({ abi, address, client: await viem.getPublicClient() })
}

const abi = parseAbi([
  'function judge(bytes32 inputRoot, bytes32 traceRoot, uint256 stepCount, uint256 stepIndex, bytes step, uint256[] elements, bytes[] evidence) view returns (int256[] values, uint256[] used)',
  'function attempt(bytes[] calls, uint256 gasLimit) view returns (bytes4[] answers)',
])

export type ManyElements = Awaited<ReturnType<typeof openReferee>>

/**
 * Has the referee judge random elements of random programs, and compares each with the reference evaluator
 * and with onnxruntime.
 *
 * @param parameters.seed seed of the first program; the next one's is one more
 * @param parameters.elements how many elements of each step are judged, the first and last among them
 * @returns how many elements were judged
 * @throws Error that names the seed
 */
export async function runRefereeCampaign(
  referee: ManyElements,
  parameters: {
    readonly subject: Subject
    readonly seed: number
    readonly programs: number
    readonly elements: number
  },
): Promise<number> {
  const { subject, seed, programs, elements } = parameters
  let judged = 0
  for (let i = 0; i < programs; i++) {
    const random = new Random(seed + i)
    const program =
      subject === 'programs'
        ? randomProgram(random, random.integer(2, 8))
        : randomStepProgram(random, subject)
    try {
      judged += await judgeProgram(referee, random, program, elements)
    } catch (error) {
      // A call's error repeats all of its evidence.
      const reason = (error as Error).message.slice(0, 600)
      throw new Error(`${subject} of seed ${seed + i}: ${reason}`)
    }
  }
  return judged
}

async function judgeProgram(
  referee: ManyElements,
  random: Random,
  program: Program,
  elements: number,
): Promise<number> {
  const input = random.bytes(
    elementCount(program.input.shape) * (program.input.dtype === 'i32' ? 4 : 1),
  )
  const tensors = trace(program, input)
  const session = await openProgram(program, { encoding: 'u8' })
  const engineTensors = await session.trace!(input)
  await session.close()
  const commitment = await commitProgram(program)
  const traceRoots = await Promise.all(tensors.map((tensor) => tensorRoot(tensor)))
  const traceRoot = await traceRootOf(traceRoots)
  const inputRoot = await tensorRoot(input)
  let judged = 0
  for (const [stepIndex, step] of program.steps.entries()) {
    const count = elementCount(step.output.shape)
    const chosen = [0, count - 1]
    while (chosen.length < elements) chosen.push(random.integer(0, count - 1))
    let batch: { element: number; evidence: Uint8Array }[] = []
    const flush = async () => {
      const [values] = await referee.read.judge([
        inputRoot,
        traceRoot,
        BigInt(program.steps.length),
        BigInt(stepIndex),
        toHex(commitment.steps[stepIndex]!),
        batch.map(({ element }) => BigInt(element)),
        batch.map(({ evidence }) => toHex(evidence)),
      ])
      for (const [i, { element }] of batch.entries()) {
        const where = `step ${stepIndex} ${step.op} ${JSON.stringify(step.attributes)}, element ${element}`
        const expected = numberAt(step.output.dtype, tensors[stepIndex]!, element)
        assert.equal(Number(values[i]), expected, `referee against reference, ${where}`)
        const engine = numberAt(step.output.dtype, engineTensors[stepIndex]!, element)
        assert.equal(engine, expected, `onnxruntime against reference, ${where}`)
      }
      judged += batch.length
      batch = []
    }
    let bytes = 0
    for (const element of chosen) {
      const evidence = await buildEvidence({
        program,
        input,
        trace: tensors,
        stepIndex,
        element,
        traceRoots,
      })
      batch.push({ element, evidence })
      bytes += evidence.length
      if (bytes > BATCH_BYTES || batch.length === BATCH_ELEMENTS) {
        await flush()
        bytes = 0
      }
    }
    if (batch.length > 0) await flush()
  }
  return judged
}
