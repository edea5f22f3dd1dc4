import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openingShape, rootNode } from '@assay/program'
import type { Dispute } from '@assay/sdk'
import { levelsOf } from './levelsOf.ts'

const word = `0x${'0'.repeat(64)}` as const
const account = `0x${'1'.repeat(40)}` as const
const step = { index: 3, encoding: '0x', root: word, byteLength: 51_200, elementBytes: 1 } as const

function disputeOf(
  change: Pick<Dispute, 'path'> & { position: Partial<Dispute['position']> },
): Dispute {
  return {
    ...{ game: 1n, claim: word, job: word, model: word, worker: account, challenger: account },
    ...{ inputRoot: word, outputRoot: word, bond: 1n, since: 1n, state: 'open', moves: [] },
    path: change.path,
    position: {
      ...{ claimedRoot: word, awaits: 'open', deadline: 1, tree: { kind: 'trace' } },
      ...{ node: rootNode(12), openings: [] },
      ...change.position,
    },
  }
}
const traceOpening = { tree: { kind: 'trace' }, node: rootNode(12), nodes: [] } as const

test('the program, then the picked step’s pages, then the picked part of them', () => {
  const root = rootNode(200)
  const shape = openingShape(200, root)
  const part = { height: shape.height, index: 8 }
  const levels = levelsOf(
    disputeOf({
      path: { steps: 12, step, page: { index: 17, hash: word } },
      position: {
        awaits: 'show',
        tree: { kind: 'tensor', step: 3 },
        node: { height: 0, index: 17 },
        openings: [
          traceOpening,
          { tree: { kind: 'tensor', step: 3 }, node: root, nodes: [] },
          { tree: { kind: 'tensor', step: 3 }, node: part, nodes: [] },
        ],
      },
    }),
  )
  assert.deepEqual(
    levels.map(({ title, part, parts, picked }) => [title, part, parts, picked]),
    [
      ['The program: 12 steps', 'step', 12, 3],
      ['The output of step 3: 200 pages', '2 pages', 100, 8],
      ['A part of it: 2 pages', 'page', 2, 1],
    ],
  )
})

test('nothing is picked before the challenger has said so', () => {
  const levels = levelsOf(
    disputeOf({ path: { steps: 12 }, position: { awaits: 'pick', openings: [traceOpening] } }),
  )
  assert.deepEqual(
    levels.map(({ picked }) => picked),
    [undefined],
  )
})

test('a picked part is shown before the worker has opened it', () => {
  const root = rootNode(200)
  const { height } = openingShape(200, root)
  const levels = levelsOf(
    disputeOf({
      path: { steps: 12, step },
      position: {
        awaits: 'open',
        tree: { kind: 'tensor', step: 3 },
        node: { height, index: 8 },
        openings: [traceOpening, { tree: { kind: 'tensor', step: 3 }, node: root, nodes: [] }],
      },
    }),
  )
  assert.equal(levels[1]?.picked, 8)
})

test('before the trace is opened there is nothing to draw', () => {
  assert.deepEqual(levelsOf(disputeOf({ path: { steps: 12 }, position: {} })), [])
})
