import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { NetBuilder } from '@assay/program/testing'
import { askCard } from './askCard.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-card-'))
after(() => rmSync(folder, { recursive: true }))

const path = (name: string) => join(folder, name)
const answering = (answers: readonly string[]) => {
  const rest = [...answers]
  return async () => rest.shift() ?? ''
}

test('a card has what its publisher answered, and what the model says of its input', async () => {
  const net = new NetBuilder({ x: [1, 4] })
  writeFileSync(path('plus.onnx'), net.finish([net.relu('x')]))
  const ask = answering(['', 'Positive part', '', 'regression', 'MIT'])
  await askCard(path('plus.onnx'), path('plus.card.json'), { ask })
  assert.deepEqual(JSON.parse(readFileSync(path('plus.card.json'), 'utf8')), {
    ...{ name: 'plus', title: 'Positive part', task: 'regression', licence: 'MIT' },
    input: { name: 'x', shape: [1, 4], bytes: {} },
  })
})

test('a model of several inputs needs a card that somebody wrote', async () => {
  const net = new NetBuilder({ left: [1, 4], right: [1, 4] })
  writeFileSync(path('sum.onnx'), net.finish([net.node('Add', ['left', 'right'])]))
  await assert.rejects(
    askCard(path('sum.onnx'), path('sum.card.json'), { ask: answering([]) }),
    /has 2 inputs, which questions do not cover\. Write its card/,
  )
})
