import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { byteLength, checkProgram, elementCount, type Program, stepCost } from '@assay/program'
import { opNames, Random, randomStepProgram } from '@assay/program/testing'
import { dearestSteps, noise } from './dearestSteps.ts'
import { openDisputeChain } from './dispute/openDisputeChain.ts'
import { playToJudgement } from './dispute/playToJudgement.ts'
import { measureElement } from './measureElement.ts'
import { openReferee } from './refereeCampaign.ts'

let referee: Awaited<ReturnType<typeof openReferee>>

before(async () => {
  referee = await openReferee()
})

const seed = Number(process.env.ASSAY_SEED ?? 1)
console.log(`gas model: ASSAY_SEED=${seed}`)

/** What the move of the game sends besides step and evidence: a page, the game's number, offsets and lengths. */
const MOVE_BYTES = 256 + 4 + 8 * 32 + 2 * 31

async function requireBound(program: Program, element: number): Promise<number> {
  const cost = stepCost(program, program.steps.length - 1)
  const { execution, calldata } = await measureElement(referee, program, element)
  const what = `element ${element} of ${JSON.stringify(program.steps.at(-1))}`
  assert(execution <= cost.execution, `${execution} gas, the model has ${cost.execution}: ${what}`)
  const bytes = calldata + MOVE_BYTES
  assert(bytes <= cost.calldata, `${bytes} bytes, the model has ${cost.calldata}: ${what}`)
  return execution / cost.execution
}

test('the gas model is above what the most expensive steps take', {
  timeout: 120_000,
}, async () => {
  for (const [name, op, program] of dearestSteps) {
    checkProgram(program)
    const count = elementCount(program.steps.at(-1)!.output.shape)
    let share = 0
    for (const element of [0, Math.floor(count / 2), count - 1])
      share = Math.max(share, await requireBound(program, element))
    console.log(`${op}, ${name}: ${(100 * share).toFixed(0)} % of the model`)
  }
})

test('the gas model is above what random steps take', { timeout: 120_000 }, async () => {
  for (const op of opNames) {
    for (let i = 0; i < 12; i++) {
      const random = new Random(seed + i)
      const program = randomStepProgram(random, op)
      const count = elementCount(program.steps.at(-1)!.output.shape)
      for (let k = 0; k < 3; k++) await requireBound(program, random.integer(0, count - 1))
    }
  }
})

test('the gas model is above what whole judgements take', {
  timeout: 240_000,
}, async () => {
  const chain = await openDisputeChain()
  for (const [index, [name, op, program]] of dearestSteps.entries()) {
    checkProgram(program)
    const element = elementCount(program.steps.at(-1)!.output.shape) - 1
    const input = noise(byteLength(program.input))
    const cost = stepCost(program, program.steps.length - 1)
    const judged = await playToJudgement(chain, { seed: index + 1, program, input, element })
    const { execution, calldata } = await measureElement(referee, program, element)
    const what = `${op}, ${name}`
    assert(judged.gasUsed <= cost.gas, `${judged.gasUsed} gas, the model has ${cost.gas}: ${what}`)
    assert(judged.calldata <= calldata + MOVE_BYTES, `${judged.calldata} bytes: ${what}`)
    const share = ((100 * judged.gasUsed) / cost.gas).toFixed(0)
    if (judged.gasUsed === judged.floor) {
      console.log(`${what}: ${judged.gasUsed} gas, the floor, ${share} % of the model`)
      continue
    }
    // What the transaction takes besides its calldata and the referee.
    const base = judged.gasUsed - judged.calldataGas - execution
    const modelBase = cost.gas - Math.max(40 * cost.calldata, 16 * cost.calldata + cost.execution)
    assert(base <= modelBase, `${base} gas, the model has ${modelBase}: ${what}`)
    console.log(
      `${what}: ${judged.gasUsed} gas, ${base} around the referee, ${share} % of the model`,
    )
  }
})
