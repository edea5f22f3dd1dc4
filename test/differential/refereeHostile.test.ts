import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  buildEvidence,
  byteLength,
  commitProgram,
  elementCount,
  tensorRoot,
  toHex,
  trace,
} from '@assay/program'
import { opNames, Random, randomStepProgram } from '@assay/program/testing'
import { refereeAbi } from '@assay/protocol'
import { encodeFunctionData, type Hex, toFunctionSelector } from 'viem'
import { openReferee } from './refereeCampaign.ts'

let referee: Awaited<ReturnType<typeof openReferee>>

before(async () => {
  referee = await openReferee()
})

const seed = Number(process.env.ASSAY_SEED ?? 1)
console.log(`hostile steps: ASSAY_SEED=${seed}`)

const PROGRAMS = 6
const CALLS = 40
/** Four times what the most expensive of these small steps takes. */
const GAS = 4_000_000n

const names = new Map(
  refereeAbi
    .filter((item) => item.type === 'error')
    .map(({ name, inputs }) => [
      toFunctionSelector(`${name}(${inputs.map(({ type }) => type).join(',')})`),
      name,
    ]),
)

/** The same bytes with a few of them changed: any byte, or a number of four bytes to one at the edge of something. */
function spoiled(random: Random, bytes: Uint8Array): Uint8Array {
  const result = Uint8Array.from(bytes)
  const view = new DataView(result.buffer)
  const changes = random.integer(1, 3)
  for (let i = 0; i < changes && result.length > 4; i++) {
    if (random.chance(0.5)) result[random.integer(0, result.length - 1)] = random.integer(0, 255)
    else {
      const value = random.pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 24, 255, 256, 4096])
      // Most numbers of four bytes begin three bytes after the start, or some multiple of four after that.
      const at = random.chance(0.5)
        ? 3 + 4 * random.integer(0, 12)
        : random.integer(0, result.length)
      if (at + 4 <= result.length) view.setInt32(at, value)
    }
  }
  return random.chance(0.05) ? result.subarray(0, random.integer(0, result.length)) : result
}

for (const op of opNames)
  test(`a spoiled step of ${op} is refused by name`, { timeout: 60_000 }, async () => {
    const refused = new Set<string>()
    for (let i = 0; i < PROGRAMS; i++) {
      const random = new Random(seed + i)
      const program = randomStepProgram(random, op)
      const input = random.bytes(byteLength(program.input))
      const tensors = trace(program, input)
      const stepIndex = program.steps.length - 1
      const encoding = (await commitProgram(program)).steps[stepIndex]!
      const count = elementCount(program.steps[stepIndex]!.output.shape)
      const inputRoot = await tensorRoot(input)
      const spoiledSteps: Uint8Array[] = []
      const calls: Hex[] = []
      for (let call = 0; call < CALLS; call++) {
        const element = random.integer(0, count - 1)
        const evidence = await buildEvidence({ program, input, trace: tensors, stepIndex, element })
        const step = spoiled(random, encoding)
        spoiledSteps.push(step)
        calls.push(
          encodeFunctionData({
            abi: refereeAbi,
            functionName: 'judge',
            args: [
              inputRoot,
              await tensorRoot(tensors[0]!),
              BigInt(program.steps.length),
              BigInt(stepIndex),
              toHex(step),
              BigInt(element),
              toHex(random.chance(0.2) ? spoiled(random, evidence) : evidence),
            ],
          }),
        )
      }
      // One call of the chain has the gas of one transaction, and few of these take much of it.
      for (let at = 0; at < CALLS; at += 4) {
        const answers = await referee.read.attempt([calls.slice(at, at + 4), GAS])
        for (const [k, answer] of answers.entries()) {
          if (answer === '0x00000000') continue
          const name = names.get(answer)
          assert(
            name !== undefined,
            `${answer} is no error of the referee: ${op} of seed ${seed + i}, step ${toHex(spoiledSteps[at + k]!)}`,
          )
          refused.add(name)
        }
      }
    }
    assert(refused.size >= 4, `only ${[...refused].join(', ')}`)
  })
