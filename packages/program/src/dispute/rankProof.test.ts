import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '../bytes/hex.ts'
import { checkProgram } from '../checkProgram.ts'
import { keccak } from '../commit/keccak.ts'
import { rootFromProof, treeDepth } from '../commit/tree.ts'
import { trace } from '../engine/trace.ts'
import { byteLength, bytesPerElement, type Program } from '../program.ts'
import { Arbiter } from '../testing/arbiter.ts'
import { deepProgram } from '../testing/deepProgram.ts'
import { tellLie } from '../testing/lies.ts'
import { Random } from '../testing/random.ts'
import { randomProgram, randomStepProgram } from '../testing/randomProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { commitTrace, type DisputeTrace, leafCount } from './disputeTrace.ts'
import { nextMove } from './nextMove.ts'
import { rankProof } from './rankProof.ts'

const random = new Random(testSeed('proofs of rank'))

/** Programs of one step, of several, and of more than one opening takes. */
function anyProgram(i: number): Program {
  if (i % 3 === 0) return randomStepProgram(random, random.pick(['MatMul', 'Lookup']))
  if (i % 3 === 1) return deepProgram(random, random.pick([1, 2, 127, 128, 129, 300]))
  return randomProgram(random, random.integer(1, 8))
}

/** Plays a lie until it would be judged; undefined where it does not come so far. */
async function playToJudgement(honest: DisputeTrace, liar: DisputeTrace) {
  const arbiter = new Arbiter(honest, liar)
  for (;;) {
    const { game } = arbiter
    if (game.awaits === 'judge') return game
    const role = game.awaits === 'open' || game.awaits === 'show' ? 'worker' : 'challenger'
    const own = role === 'worker' ? liar : honest
    const move = await nextMove({ game, role, now: 0, trace: async () => own })
    if (move.kind === 'none') return undefined
    await arbiter.take(role, move)
  }
}

test("the worker's page leads to its trace, the own page to the own one, and what precedes is the same", async () => {
  const hash = await keccak()
  let proven = 0
  for (let i = 0; i < 30; i++) {
    const program = anyProgram(i)
    checkProgram(program)
    const input = random.bytes(byteLength(program.input))
    const honest = await commitTrace({ program, input, tensors: trace(program, input) })
    const liar = await tellLie(random, honest, random.pick(['output', 'middle']))
    const game = liar && (await playToJudgement(honest, liar))
    if (liar === undefined || game === undefined) continue
    const rank = await rankProof(game, honest)
    assert.ok(rank && game.tree.kind === 'tensor')
    const below = treeDepth(leafCount(program, game.tree))
    const levels = below + treeDepth(program.steps.length)
    const index = game.tree.step * 2 ** below + game.node.index
    for (const [page, owner] of [
      [rank.shown, liar],
      [rank.own, honest],
    ] as const) {
      const root = rootFromProof(hash, 2 ** levels, index, hash(page.page), page.proof)
      assert.equal(root, toHex(owner.traceTree.root))
    }
    for (const [level, sibling] of rank.own.proof.entries()) {
      if ((index >> level) % 2 === 1) assert.equal(rank.shown.proof[level], sibling)
    }
    const size = bytesPerElement[program.steps[game.tree.step]!.output.dtype]
    const before = rank.place * size
    assert.deepEqual(rank.shown.page.subarray(0, before), rank.own.page.subarray(0, before))
    const element = (data: Uint8Array) => toHex(data.subarray(before, before + size))
    assert.notEqual(element(rank.shown.page), element(rank.own.page))
    proven++
  }
  assert.ok(proven >= 15, `only ${proven} lies came to their judgement`)
})

test('a challenger whose own page is the same has nothing to prove', async () => {
  const program = randomProgram(random, 3)
  const input = random.bytes(byteLength(program.input))
  const honest = await commitTrace({ program, input, tensors: trace(program, input) })
  const liar = await tellLie(random, honest, 'output')
  const game = liar && (await playToJudgement(honest, liar))
  assert.ok(liar && game)
  assert.equal(await rankProof(game, liar), undefined)
})
