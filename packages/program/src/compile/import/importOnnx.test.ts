import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import onnxProto from 'onnx-proto'
import { testSeed } from '../../testing/testSeed.ts'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import { checkSupported } from '../checkSupported.ts'
import { findCut } from '../cut.ts'
import { simplify } from '../simplify.ts'
import { architectures } from '../testing/architectures.ts'
import { floats, integers, onnxModel, randomFrom, type TestModel } from '../testing/onnxModel.ts'
import { DEFAULT_LIMITS } from './importLimits.ts'
import { importOnnx, refuseProblems } from './importOnnx.ts'

/** Everything that stands against a model before it is calibrated. */
function problemsOf(
  bytes: Uint8Array,
  parameters: Parameters<typeof importOnnx>[1] = {},
): readonly CompileProblem[] {
  try {
    const model = importOnnx(bytes, parameters)
    const cut = findCut(model)
    refuseProblems(cut.problems)
    return checkSupported(simplify({ ...model.float, outputs: cut.outputs }).graph)
  } catch (error) {
    assert.ok(error instanceof CompileError, `${error}`)
    return error.problems
  }
}

const random = randomFrom(3)
const layer = { w: random.values([4, 3, 3, 3]), b: random.values([4]) }
const image: TestModel['inputs'] = { x: [1, 3, 8, 8] }

describe('importOnnx', () => {
  test('a model that is understood has no problems', () => {
    for (const make of Object.values(architectures)) assert.deepEqual(problemsOf(make()), [])
  })

  test('every node that is not understood is reported, with its name, operator and reason', () => {
    const problems = problemsOf(
      onnxModel({
        inputs: image,
        outputs: ['z'],
        nodes: [
          { op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['c'], name: 'first' },
          { op: 'Hardmax', inputs: ['c'], outputs: ['n'], name: 'norm' },
          { op: 'Det', inputs: ['n'], outputs: ['e'], name: 'sum' },
          { op: 'DeformConv', inputs: ['c', 'w'], outputs: ['t'], name: 'up' },
          {
            op: 'MaxPool',
            inputs: ['c'],
            outputs: ['p'],
            name: 'pool',
            attributes: { kernel_shape: [90, 90] },
          },
          {
            op: 'Resize',
            inputs: ['c', '', 's'],
            outputs: ['r'],
            name: 'bigger',
            attributes: { coordinate_transformation_mode: 'tf_crop_and_resize' },
          },
          { op: 'Conv', inputs: ['e', 'w', 'b'], outputs: ['d'], name: 'last' },
          { op: 'Conv', inputs: ['r', 'v'], outputs: ['f'], name: 'other' },
          { op: 'Conv', inputs: ['t', 'w'], outputs: ['g'], name: 'third' },
          { op: 'Conv', inputs: ['p', 'w'], outputs: ['h'], name: 'fourth' },
          { op: 'Sum', inputs: ['d', 'f', 'g', 'h'], outputs: ['z'] },
        ],
        constants: { ...layer, v: random.values([4, 4, 1, 1]), s: floats([4], [1, 1, 2, 2]) },
      }),
    )
    assert.deepEqual(
      problems.map(({ node, op }) => [node, op]),
      [
        ['norm', 'Hardmax'],
        ['sum', 'Det'],
        ['up', 'DeformConv'],
        ['pool', 'MaxPool'],
        ['bigger', 'Resize'],
      ],
    )
    assert.match(problems[3]?.reason ?? '', /does not fit an image of 6 x 6/)
    assert.match(problems[4]?.reason ?? '', /tf_crop_and_resize is not supported/)
  })

  test('what is not understood after the last layer stays in the float tail', () => {
    const bytes = onnxModel({
      inputs: image,
      outputs: ['z'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['c'] },
        { op: 'Relu', inputs: ['c'], outputs: ['r'] },
        { op: 'NonZero', inputs: ['r'], outputs: ['z'] },
      ],
      constants: layer,
    })
    const model = importOnnx(bytes)
    const cut = findCut(model)
    assert.deepEqual(cut.problems, [])
    assert.deepEqual([...cut.tail], [1, 2])
    assert.deepEqual(cut.outputs, ['c'])
  })

  test('an open axis is reported unless its size is given; an open batch is 1', () => {
    const bytes = onnxModel({
      inputs: { x: ['N', 3, 'height', 'width'] },
      outputs: ['z'],
      nodes: [{ op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['z'] }],
      constants: layer,
    })
    const [problem, ...more] = problemsOf(bytes)
    assert.deepEqual([problem?.tensor, more], ['x', []])
    assert.match(problem?.reason ?? '', /^axes 2, 3 of the input .* \(--shape x=1,3,…,…\)/)
    assert.deepEqual(problemsOf(bytes, { shapes: { x: [1, 3, 8, 8] } }), [])
    const { notes } = importOnnx(architectures.residual?.() ?? new Uint8Array())
    assert.deepEqual(notes, ["The batch of input 'x' is fixed to 1."])
  })

  for (const value of [Number.NaN, Infinity, -Infinity]) {
    test(`a weight that is ${value} is reported with its node and tensor`, () => {
      const w = random.values([4, 3, 3, 3])
      w.data[17] = value
      const problems = problemsOf(
        onnxModel({
          inputs: image,
          outputs: ['z'],
          nodes: [{ op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['z'], name: 'layer' }],
          constants: { ...layer, w },
        }),
      )
      assert.equal(problems.length, 1)
      assert.equal(problems[0]?.node, 'layer')
      assert.match(
        problems[0]?.reason ?? '',
        new RegExp(`element 17 of its weights 'w' is ${value}`),
      )
    })
  }

  test('shapes and frozen numbers that do not fit the file are reported with its inputs', () => {
    const bytes = onnxModel({
      inputs: { x: ['N', 3, 8, 8], rate: [1] },
      outputs: ['z'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['c'] },
        { op: 'Mul', inputs: ['c', 'rate'], outputs: ['z'] },
      ],
      constants: layer,
    })
    const reasons = (parameters: Parameters<typeof importOnnx>[1]) =>
      problemsOf(bytes, parameters).map(({ tensor, reason }) => `${tensor}: ${reason}`)
    assert.deepEqual(
      reasons({ shapes: { image: [1, 3, 8, 8], x: [1, 3, 9, 9] }, freeze: { sr: [1] } }),
      [
        'x: its shape is [?,3,8,8] in the file, to which [1,3,9,9] does not fit',
        "image: a shape is given for it (--shape), but the model has no such input; its inputs: 'x', 'rate'",
        "sr: it is frozen (--freeze), but the model has no such input; its inputs: 'x', 'rate'",
      ],
    )
    assert.deepEqual(reasons({ freeze: { rate: [1, 2] } }), [
      'rate: 2 numbers do not fill [1]; give 1, or one for all',
    ])
    assert.match(reasons({ freeze: { rate: [Number.NaN] } })[0] ?? '', /frozen to NaN/)
    assert.deepEqual(reasons({ freeze: { rate: [2], x: [0] } }).slice(0, 1), [
      'undefined: All of its inputs are frozen.',
    ])
  })

  test('an input that is frozen is a constant, of as many numbers as its shape leaves open', () => {
    const bytes = onnxModel({
      inputs: { x: [1, 8], sizes: ['rank'] },
      inputDtype: 'i64',
      outputs: ['z'],
      nodes: [{ op: 'Reshape', inputs: ['x', 'sizes'], outputs: ['z'] }],
    })
    const { inputs, frozen, float, problems, notes } = importOnnx(bytes, {
      freeze: { sizes: [2, 2, 2] },
    })
    assert.deepEqual(problems, [])
    assert.deepEqual([inputs, [...frozen.keys()]], [['x'], ['sizes']])
    assert.deepEqual(float.types.get('z')?.shape, [2, 2, 2])
    assert.deepEqual(notes, ["Input 'sizes' is fixed to 2, 2, 2."])
  })

  test('nodes may stand in any order; those that wait for each other are named', () => {
    const bytes = architectures.residual?.() ?? new Uint8Array()
    const model = onnxProto.onnx.ModelProto.decode(bytes)
    model.graph?.node?.reverse()
    const shuffled = importOnnx(onnxProto.onnx.ModelProto.encode(model).finish())
    assert.deepEqual(shuffled.problems, [])
    assert.equal(shuffled.float.nodes.length, importOnnx(bytes).float.nodes.length)

    const circle = onnxModel({
      inputs: image,
      outputs: ['z'],
      nodes: [
        { op: 'Add', inputs: ['x', 'b'], outputs: ['a'], name: 'one' },
        { op: 'Relu', inputs: ['a'], outputs: ['b'], name: 'two' },
        { op: 'Relu', inputs: ['b'], outputs: ['z'], name: 'three' },
      ],
    })
    assert.deepEqual(
      importOnnx(circle).problems.map(({ node, tensor, reason }) => [node, tensor, reason]),
      [['two', 'a', 'it needs its own result']],
    )
  })

  test('a long chain in the wrong order is sorted without running out of stack', () => {
    const count = 50_000
    const nodes = Array.from({ length: count }, (_, i) => ({
      op: 'Identity',
      inputs: [i === 0 ? 'x' : `t${i}`],
      outputs: [`t${i + 1}`],
    })).reverse()
    const bytes = onnxModel({ inputs: { x: [1, 2] }, outputs: [`t${count}`], nodes })
    assert.deepEqual(importOnnx(bytes).problems, [])
  })

  test('the same constant may be given again, another one under its name may not', () => {
    const twice = (second: number) =>
      importOnnx(
        onnxModel({
          inputs: image,
          outputs: ['z'],
          nodes: [
            ...[1, second].map((value) => ({
              op: 'Constant',
              inputs: [],
              outputs: ['k'],
              attributes: { value: { tensor: floats([1], [value]) } },
            })),
            { op: 'Mul', inputs: ['x', 'k'], outputs: ['z'] },
          ],
        }),
      ).problems.map(({ reason }) => reason)
    assert.deepEqual(twice(1), [])
    assert.deepEqual(twice(2), ['it is computed twice'])
  })

  test("another domain's version is not that of the standard operators", () => {
    const bytes = onnxModel({
      inputs: { x: [1, 4] },
      outputs: ['z'],
      nodes: [{ op: 'Trees', inputs: ['x'], outputs: ['z'], domain: 'ai.onnx.ml', name: 'forest' }],
    })
    const model = onnxProto.onnx.ModelProto.decode(bytes)
    model.opsetImport = [
      onnxProto.onnx.OperatorSetIdProto.create({ domain: 'ai.onnx.ml', version: 1 }),
    ]
    const { problems } = importOnnx(onnxProto.onnx.ModelProto.encode(model).finish())
    assert.deepEqual(
      problems.map(({ node, op, reason }) => [node, op, reason]),
      [['forest', 'ai.onnx.ml.Trees', 'the operator is not supported']],
    )
  })

  test('an attribute of the wrong type, a bad axis, a tensor that nothing makes', () => {
    const problems = problemsOf(
      onnxModel({
        inputs: image,
        outputs: ['z'],
        nodes: [
          {
            op: 'Conv',
            inputs: ['x', 'w', 'b'],
            outputs: ['a'],
            name: 'one',
            attributes: { group: 'many' },
          },
          {
            op: 'Concat',
            inputs: ['x', 'x'],
            outputs: ['c'],
            name: 'two',
            attributes: { axis: 9 },
          },
          { op: 'Relu', inputs: ['nothing'], outputs: ['d'], name: 'three' },
          { op: 'Reshape', inputs: ['x', 's'], outputs: ['e'], name: 'four' },
          { op: 'Sum', inputs: ['a', 'c', 'd', 'e'], outputs: ['f'] },
          { op: 'Conv', inputs: ['f', 'w', 'b'], outputs: ['z'] },
        ],
        constants: { ...layer, s: integers([7, -1]) },
      }),
    )
    assert.deepEqual(
      problems.map(({ node }) => node),
      ['one', 'two', 'three', 'four'],
    )
  })

  test('opsets that are not understood are named', () => {
    for (const opset of [5, 24]) {
      const [problem] = problemsOf(
        onnxModel({
          opset,
          inputs: image,
          outputs: ['z'],
          nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['z'] }],
        }),
      )
      assert.match(problem?.reason ?? '', new RegExp(`opset ${opset}; 6 to 23 are understood`))
    }
  })

  test('limits are checked before anything is decoded', () => {
    const bytes = architectures.residual?.() ?? new Uint8Array()
    const refused = (limits: Partial<typeof DEFAULT_LIMITS>) =>
      problemsOf(bytes, { limits: { ...DEFAULT_LIMITS, ...limits } })[0]?.reason ?? ''
    assert.match(refused({ fileBytes: 1000 }), /at most 1000 are read/)
    assert.match(refused({ fields: 100 }), /more than 100 fields/)
    assert.match(refused({ depth: 2 }), /nest deeper than 2/)
    assert.match(refused({ tensorElements: 100 }), /at most 100 are read/)
  })

  test('a huge tensor that a few bytes ask for is refused, not made', () => {
    const [problem] = problemsOf(
      onnxModel({
        inputs: image,
        outputs: ['z'],
        nodes: [
          { op: 'ConstantOfShape', inputs: ['s'], outputs: ['c'], name: 'huge' },
          { op: 'Conv', inputs: ['x', 'c'], outputs: ['z'] },
        ],
        constants: { s: integers([1_000_000, 1_000_000, 3, 3]) },
      }),
    )
    assert.equal(problem?.node, 'huge')
  })

  test('truncated and mutated files give a named error or a model, in bounded time', () => {
    const seed = testSeed('ONNX files')
    const chance = randomFrom(seed)
    const files = ['residual', 'detector', 'shuffle'].map(
      (name) => architectures[name]?.() ?? new Uint8Array(),
    )
    for (let round = 0; round < 1500; round++) {
      const file = files[round % files.length] ?? new Uint8Array()
      let bytes = file.slice()
      if (round % 4 === 0) bytes = bytes.slice(0, Math.floor(chance.next() * bytes.length))
      const changes = 1 + Math.floor(chance.next() ** 2 * 8)
      // Structure stands at the ends of the file; weights, in the middle, hold little to go wrong.
      for (let i = 0; i < changes; i++) {
        const near = chance.next() < 0.7 ? 8000 : bytes.length
        bytes[Math.floor(chance.next() * Math.min(near, bytes.length))] = Math.floor(
          chance.next() * 256,
        )
      }
      const began = performance.now()
      try {
        problemsOf(bytes)
      } catch (error) {
        assert.fail(`seed ${seed}, round ${round}: ${error instanceof Error ? error.stack : error}`)
      }
      const took = performance.now() - began
      assert.ok(took < 20_000, `seed ${seed}, round ${round}: ${took} ms`)
    }
  })

  test('models that decode but make no sense give a named error or a model', () => {
    const seed = testSeed('ONNX graphs')
    const chance = randomFrom(seed)
    const pick = <T>(values: readonly T[]): T | undefined =>
      values[Math.floor(chance.next() * values.length)]
    const odd = [-1, 0, 1, 2, 3, 7, -3, 255, 65_536, 2 ** 31 - 1, -(2 ** 31), 2 ** 52]
    const files = Object.values(architectures).map((make) => make())
    const operators = [
      ...new Set(
        files.flatMap(
          (file) =>
            onnxProto.onnx.ModelProto.decode(file).graph?.node?.map((node) => node.opType ?? '') ??
            [],
        ),
      ),
      ...[
        'Resize',
        'Slice',
        'Pad',
        'Gather',
        'Expand',
        'Where',
        'DequantizeLinear',
        'QLinearConv',
        'If',
        'LSTM',
        'Squeeze',
      ],
    ]
    for (let round = 0; round < 1500; round++) {
      const model = onnxProto.onnx.ModelProto.decode(
        files[round % files.length] ?? new Uint8Array(),
      )
      const nodes = model.graph?.node ?? []
      const changes = 1 + Math.floor(chance.next() * 3)
      for (let i = 0; i < changes; i++) {
        const node = pick(nodes)
        const attribute = pick(node?.attribute ?? [])
        const tensor = pick(model.graph?.initializer ?? [])
        const names = nodes.flatMap((other) => [...(other.input ?? []), ...(other.output ?? [])])
        const kind = Math.floor(chance.next() * 6)
        if (kind === 0 && node) node.opType = pick(operators) ?? ''
        if (kind === 1 && attribute?.ints?.length)
          attribute.ints[Math.floor(chance.next() * attribute.ints.length)] = pick(odd) ?? 0
        if (kind === 2 && attribute) attribute.i = pick(odd) ?? 0
        if (kind === 3 && node?.input?.length)
          node.input[Math.floor(chance.next() * node.input.length)] = pick(names) ?? ''
        if (kind === 4 && node?.input?.length) node.input.pop()
        if (kind === 5 && tensor?.dims?.length) tensor.dims.reverse()
      }
      const began = performance.now()
      try {
        problemsOf(onnxProto.onnx.ModelProto.encode(model).finish())
      } catch (error) {
        assert.fail(`seed ${seed}, round ${round}: ${error instanceof Error ? error.stack : error}`)
      }
      const took = performance.now() - began
      assert.ok(took < 20_000, `seed ${seed}, round ${round}: ${took} ms`)
    }
  })
})
