import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProgram } from '../checkProgram.ts'
import { trace } from '../engine/trace.ts'
import { byteLength, type Program } from '../program.ts'
import { Arbiter, playGame } from '../testing/arbiter.ts'
import { deepProgram } from '../testing/deepProgram.ts'
import { type Lie, lies, tellLie } from '../testing/lies.ts'
import { Random } from '../testing/random.ts'
import { randomProgram, randomStepProgram } from '../testing/randomProgram.ts'
import { sampleProgram } from '../testing/sampleProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { differs } from './differs.ts'
import { commitTrace } from './disputeTrace.ts'
import { nextMove } from './nextMove.ts'

const random = new Random(testSeed('next moves'))

async function honestTrace(program: Program) {
  checkProgram(program)
  const input = random.bytes(byteLength(program.input))
  return commitTrace({ program, input, tensors: trace(program, input) })
}

/** Programs of one step, of several, and of more than one opening takes. */
function anyProgram(i: number): Program {
  if (i % 4 === 0) return randomStepProgram(random, random.pick(['ArgMax', 'MatMul', 'Lookup']))
  if (i % 4 === 1) return deepProgram(random, random.pick([1, 2, 127, 128, 129, 300]))
  return randomProgram(random, random.integer(1, 8))
}

async function liarLoses(program: Program, lie: Lie): Promise<boolean> {
  const honest = await honestTrace(program)
  const liar = await tellLie(random, honest, lie)
  if (liar === undefined) return false
  assert.ok(differs(honest, liar.outputRoot), `${lie} is no lie`)
  const arbiter = new Arbiter(honest, liar)
  const { winner, moves, rests } = await playGame({ arbiter, worker: liar, challenger: honest })
  assert.equal(winner, 'challenger', `${lie}: ${rests}`)
  assert.ok(moves <= 10, `${moves} moves`)
  // These can be defended to the end, and it is the referee who ends them.
  if (['output', 'middle', 'tensor'].includes(lie)) assert.deepEqual(rests, [])
  return true
}

test('an honest challenger wins against a lie in the middle, in four to six moves', async () => {
  const honest = await honestTrace(sampleProgram())
  const liar = await tellLie(random, honest, 'middle')
  assert.ok(liar)
  const arbiter = new Arbiter(honest, liar)
  const { winner, moves } = await playGame({ arbiter, worker: liar, challenger: honest })
  assert.equal(winner, 'challenger')
  assert.ok(moves >= 4 && moves <= 6, `${moves} moves`)
})

for (const lie of lies) {
  test(`an honest challenger wins against the lie "${lie}"`, async () => {
    let told = 0
    // Not every program has room for every lie.
    for (let i = 0; i < 24 || (told < 3 && i < 96); i++)
      if (await liarLoses(anyProgram(i), lie)) told++
    assert.ok(told >= 3, `only ${told} programs had room for it`)
  })
}

test('an honest worker wins against every challenger', async () => {
  for (let i = 0; i < 24; i++) {
    const honest = await honestTrace(anyProgram(i))
    const sham = await tellLie(random, honest, random.pick(['output', 'middle', 'tensor']))
    assert.ok(sham)
    const arbiter = new Arbiter(honest, honest)
    const { winner } = await playGame({ arbiter, worker: honest, challenger: sham })
    assert.equal(winner, 'worker')
  }
})

test('a side that stalls loses, even if it is right', async () => {
  for (let i = 0; i < 12; i++) {
    const honest = await honestTrace(anyProgram(i))
    const liar = await tellLie(random, honest, 'output')
    assert.ok(liar)
    for (const stalling of ['worker', 'challenger'] as const) {
      const arbiter = new Arbiter(honest, liar)
      let left = random.integer(0, 2)
      const stalls = (role: string) => role === stalling && left-- <= 0
      const { winner } = await playGame({ arbiter, worker: liar, challenger: honest, stalls })
      if (stalling === 'worker') assert.equal(winner, 'challenger')
      else if (left < 0) assert.equal(winner, 'worker')
    }
  }
})

test('an honest challenger finds nothing to start against an honest worker', async () => {
  const honest = await honestTrace(sampleProgram())
  assert.equal(differs(honest, honest.outputRoot.toUpperCase().replace('0X', '0x') as never), false)
})

test('a challenger whose computation is the one at fault says that it agrees', async () => {
  const honest = await honestTrace(sampleProgram())
  const arbiter = new Arbiter(honest, honest)
  const { winner, rests } = await playGame({ arbiter, worker: honest, challenger: honest })
  assert.equal(winner, 'worker')
  assert.ok(rests.includes('agrees'))
})

test('a worker that computes something else than it signed says so and opens nothing', async () => {
  const honest = await honestTrace(sampleProgram())
  const faulty = await tellLie(random, honest, 'output')
  assert.ok(faulty)
  const { game } = new Arbiter(honest, faulty)
  const move = await nextMove({ game, role: 'worker', now: 0, trace: async () => honest })
  assert.equal(move.kind, 'none')
  assert.ok(move.kind === 'none' && move.reason === 'fault')
  assert.match(move.detail, new RegExp(`${faulty.outputRoot}.*${honest.outputRoot}`))
})

test('clocks decide between waiting, being late and taking the win', async () => {
  const honest = await honestTrace(sampleProgram())
  const { game } = new Arbiter(honest, honest)
  const untouched = async () => assert.fail('nothing has to be computed for that')
  const at = async (role: 'worker' | 'challenger', now: number) => {
    const move = await nextMove({ game, role, now, trace: untouched })
    return move.kind === 'none' ? move.reason : move.kind
  }
  assert.equal(await at('challenger', game.deadline), 'not-my-turn')
  assert.equal(await at('challenger', game.deadline + 1), 'timeout')
  assert.equal(await at('worker', game.deadline + 1), 'late')
  const over = { ...game, winner: 'worker' } as const
  const move = await nextMove({ game: over, role: 'worker', now: 0, trace: untouched })
  assert.ok(move.kind === 'none' && move.reason === 'over')
})
