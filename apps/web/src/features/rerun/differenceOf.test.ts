import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginGame, byteLength, commitTrace, openReference, rootNode, toHex } from '@assay/program'
import { sampleProgram } from '@assay/program/testing'
import { outputDifference, stepDifference } from './differenceOf.ts'

const i32 = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer)

test('the first number that differs is named with its page, its byte and both values', () => {
  const computed = i32(...Array.from({ length: 100 }, (_, index) => index))
  const claimed = computed.slice()
  claimed.set(i32(-7), 4 * 70)
  assert.deepEqual(
    outputDifference(computed, claimed, [{ dtype: 'i32', bytes: 400, name: 'scores' }]),
    { output: 0, name: 'scores', page: 1, byte: 24, element: 70, claimed: -7, computed: 70 },
  )
})

test('of several outputs the one that differs is named, and equal ones have no difference', () => {
  const outputs = [
    { dtype: 'u8', bytes: 2 },
    { dtype: 'i8', bytes: 2 },
  ]
  const computed = Uint8Array.of(1, 2, 3, 4)
  assert.deepEqual(outputDifference(computed, Uint8Array.of(1, 2, 3, 255), outputs), {
    ...{ output: 1, name: undefined, page: 0, byte: 1, element: 1 },
    ...{ claimed: -1, computed: 4 },
  })
  assert.equal(outputDifference(computed, computed, outputs), undefined)
})

test('an output that ends too early has no number there', () => {
  const difference = outputDifference(i32(1, 2), i32(1), [{ dtype: 'i32', bytes: 8 }])
  assert.equal(difference?.claimed, undefined)
  assert.equal(difference?.computed, 2)
})

test('the first step that differs is found in what the worker opened, and its number once the page is shown', async () => {
  const program = sampleProgram()
  const input = new Uint8Array(byteLength(program.input)).fill(3)
  const session = await openReference(program)
  const tensors = (await session.trace?.(input)) ?? []
  const honest = await commitTrace({ program, input, tensors })
  const step = 1
  const wrong = tensors.map((bytes, index) =>
    index < step ? bytes : bytes.map((value, at) => (at === 0 ? value ^ 1 : value)),
  )
  const lie = await commitTrace({ program, input, tensors: wrong })
  const node = rootNode(program.steps.length)
  const position = beginGame({
    claimedRoot: lie.outputRoot,
    steps: program.steps.length,
    deadline: 0,
  })
  const opening = { tree: { kind: 'trace' }, node, nodes: await lie.open({ kind: 'trace' }, node) }
  const game = {
    game: 3n,
    outputRoot: lie.outputRoot,
    path: { steps: program.steps.length },
    position: { ...position, openings: [opening as (typeof position.openings)[number]] },
  }
  const op = program.steps[step]?.op
  assert.equal(await stepDifference(honest, [{ ...game, position }]), undefined)
  assert.deepEqual(await stepDifference(honest, [game]), { game: 3n, step, op })
  const page = lie.page(step, 0)
  const shown = {
    ...game.path,
    step: { index: step, encoding: '0x', root: '0x', byteLength: 0, elementBytes: 1 },
    page: { index: 0, hash: '0x', bytes: toHex(page) },
  } as const
  const found = await stepDifference(honest, [{ ...game, path: shown }])
  assert.equal(found?.parting?.element, 0)
  assert.notEqual(found?.parting?.claimed, found?.parting?.computed)
  assert.equal(await stepDifference(lie, [{ ...game, path: shown }]), undefined)
})
