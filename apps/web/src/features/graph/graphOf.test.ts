import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { readProgram } from '@assay/program'
import { graphOf, NODE_HEIGHT } from './graphOf.ts'

const file = new URL('program.assay', import.meta.resolve('@assay/models/objects/card.json'))
const { program } = await readProgram(await readFile(file))

test('every step stands in the graph once, below all that it reads', () => {
  const { nodes, edges } = graphOf(program)
  assert.equal(nodes.length, program.steps.length + 1)
  assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length)
  const at = new Map(nodes.map((node) => [node.id, node]))
  assert.ok(edges.length >= program.steps.length)
  for (const { from, to } of edges) {
    const [above, below] = [at.get(from), at.get(to)]
    assert.ok(above && below && above.y + NODE_HEIGHT < below.y, `${from} ${to}`)
  }
})

test('a step says its shape, its work and what judging it costs', () => {
  const { nodes } = graphOf(program)
  const [input, first] = nodes
  assert.deepEqual([input?.op, input?.type], ['Input', 'u8 1 × 64 × 64 × 3'])
  assert.equal(first?.op, 'Conv2d')
  assert.ok((first?.multiplyAdds ?? 0) > 0 && (first?.gas ?? 0) > 21_000)
  assert.deepEqual(
    nodes.filter(({ isOutput }) => isOutput).map(({ step }) => step),
    program.outputs,
  )
})
