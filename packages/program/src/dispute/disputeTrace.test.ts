import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex } from '../bytes/hex.ts'
import { keccak } from '../commit/keccak.ts'
import { outputRoot } from '../commit/outputRoot.ts'
import { tensorRoot } from '../commit/tensorRoot.ts'
import { proveLeaf, rootFromProof } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { evaluate, trace } from '../engine/trace.ts'
import { byteLength } from '../program.ts'
import { deepProgram } from '../testing/deepProgram.ts'
import { tellLie } from '../testing/lies.ts'
import { Random } from '../testing/random.ts'
import { randomProgram } from '../testing/randomProgram.ts'
import { testSeed } from '../testing/testSeed.ts'
import { commitTrace } from './disputeTrace.ts'
import { rootNode } from './opening.ts'
import { workerTrace } from './workerTrace.ts'

const random = new Random(testSeed('dispute traces'))

test('a trace commits to every tensor and to the output', async () => {
  for (let i = 0; i < 10; i++) {
    const program = randomProgram(random, random.integer(1, 6))
    const input = random.bytes(byteLength(program.input))
    const tensors = trace(program, input)
    const own = await commitTrace({ program, input, tensors })
    const lengths = program.outputs.map((step) => byteLength(program.steps[step]!.output))
    assert.equal(own.outputRoot, await outputRoot(evaluate(program, input), lengths))
    for (const [step, bytes] of tensors.entries()) {
      assert.equal(own.roots[step], await tensorRoot(bytes))
      const node = rootNode(Math.ceil(bytes.length / 256))
      assert.equal(await own.node({ kind: 'tensor', step }, node), own.roots[step])
    }
  }
})

test('a trace that is not of this program is refused', async () => {
  const program = randomProgram(random, 3)
  const input = random.bytes(byteLength(program.input))
  const tensors = trace(program, input).slice(1)
  await assert.rejects(commitTrace({ program, input, tensors }), /has 2 tensors, the program 3/)
})

test("operands before the lie are proven against the worker's trace, from what it opened", async () => {
  const steps = 300
  const program = deepProgram(random, steps)
  const input = random.bytes(byteLength(program.input))
  const own = await commitTrace({ program, input, tensors: trace(program, input) })
  const liar = await tellLie(random, own, 'middle')
  assert.ok(liar)
  const hash = await keccak()
  const tree = { kind: 'trace' } as const
  const top = rootNode(steps)
  const traceRoot = await liar.node(tree, top)
  const wrong = liar.roots.findIndex((root, step) => root !== own.roots[step])
  const below = { height: 2, index: wrong >> 2 }
  const openings = [
    { tree, node: top, nodes: await liar.open(tree, top) },
    { tree, node: below, nodes: await liar.open(tree, below) },
  ]
  const known = await workerTrace(own, openings)
  assert.equal(toHex(known.root), traceRoot)
  const hasher = await treeHasher()
  for (let step = 0; step < wrong; step++) {
    const proof = proveLeaf(hasher, known, step)
    assert.equal(rootFromProof(hash, steps, step, fromHex(own.roots[step]!), proof), traceRoot)
  }
})
