import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import onnxProto, { type onnx } from 'onnx-proto'
import { tensorProto } from '../exportOnnx.ts'
import { floats, onnxModel } from '../testing/onnxModel.ts'
import { importOnnx } from './importOnnx.ts'

const { ModelProto } = onnxProto.onnx

/** y = (there are `channels` channels) ? Relu(x) : Sigmoid(x + 1), as tracing exporters write it. */
function conditional(channels: number, change: (node: onnx.INodeProto) => void = () => {}) {
  const bytes = onnxModel({
    inputs: { x: [1, 3, 4, 4] },
    outputs: ['y'],
    nodes: [
      { op: 'Shape', inputs: ['x'], outputs: ['shape'] },
      { op: 'Gather', inputs: ['shape', 'one'], outputs: ['count'], attributes: { axis: 0 } },
      { op: 'Equal', inputs: ['count', 'wanted'], outputs: ['fits'] },
      { op: 'If', inputs: ['fits'], outputs: ['z'], name: 'choice' },
      { op: 'Neg', inputs: ['z'], outputs: ['y'] },
    ],
    constants: {
      one: { dtype: 'i64', shape: [], data: Float64Array.of(1) },
      wanted: { dtype: 'i64', shape: [], data: Float64Array.of(channels) },
    },
  })
  const model = ModelProto.decode(bytes)
  const node = model.graph?.node?.[3]
  const relu = { opType: 'Relu', input: ['x'], output: ['r'] }
  const add = { opType: 'Add', input: ['x', 'inner'], output: ['a'] }
  const sigmoid = { opType: 'Sigmoid', input: ['a'], output: ['s'] }
  if (node) {
    node.attribute = [
      { name: 'then_branch', type: 5, g: { node: [relu], output: [{ name: 'r' }] } },
      {
        name: 'else_branch',
        type: 5,
        g: {
          node: [add, sigmoid],
          output: [{ name: 's' }],
          initializer: [tensorProto('inner', floats([1], [1]))],
        },
      },
    ]
    change(node)
  }
  return ModelProto.encode(model).finish()
}

describe('inlineBranch', () => {
  test('an If whose condition is known is the branch that it takes', () => {
    for (const [channels, expected] of [
      [3, ['Unary', 'Reshape', 'Unary']],
      [4, ['Add', 'Unary', 'Reshape', 'Unary']],
    ] as const) {
      const { float, problems, graph } = importOnnx(conditional(channels))
      assert.deepEqual(problems, [])
      assert.deepEqual(
        float.nodes.map(({ op }) => op),
        expected,
      )
      // Every node knows its place in the list that the cut works on.
      for (const node of float.nodes) {
        assert.ok(graph.node?.[node.source]?.output?.includes(node.output), node.output)
      }
    }
  })

  test('an If of the input, or without the branch, is reported', () => {
    const open = conditional(3, (node) => {
      node.input = ['x']
    })
    const without = conditional(3, (node) => {
      node.attribute = []
    })
    for (const bytes of [open, without]) {
      const [problem, ...more] = importOnnx(bytes).problems
      assert.deepEqual([problem?.node, problem?.op, problem?.source, more], ['choice', 'If', 3, []])
      assert.match(problem?.reason ?? '', /its condition depends on the input; .*--freeze/)
    }
  })

  test("a branch's own tensors may be called as others are", () => {
    const bytes = conditional(4, (node) => {
      const [relu, other] = node.attribute ?? []
      const [add, sigmoid] = other?.g?.node ?? []
      const [constant] = other?.g?.initializer ?? []
      if (!relu || !add || !sigmoid || !constant) throw new Error('The If has no branches.')
      // Within the branch these stand for other things than outside of it.
      constant.name = 'one'
      add.input = ['x', 'one']
      add.output = ['shape']
      sigmoid.input = ['shape']
    })
    const { float, problems } = importOnnx(bytes)
    assert.deepEqual(problems, [])
    assert.deepEqual(
      float.nodes.map(({ op }) => op),
      ['Add', 'Unary', 'Reshape', 'Unary'],
    )
    assert.deepEqual([...(float.constants.get('one')?.data ?? [])], [1])
    assert.deepEqual([...(float.constants.get('z/one')?.data ?? [])], [1])
    assert.deepEqual(float.nodes[0]?.inputs, ['x', 'z/one'])
  })
})
