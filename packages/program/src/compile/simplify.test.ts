import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { holdGraph } from './testing/holdGraph.ts'
import { floats, integers, randomFrom, type TestModel } from './testing/onnxModel.ts'

const random = randomFrom(1)
const hold = (model: TestModel, tolerance?: number) => holdGraph(model, { random, tolerance })

const conv = (channels: number, outputs: number, kernel = 3) => ({
  w: random.values([outputs, channels, kernel, kernel], 0.3),
  b: random.values([outputs]),
})
const bn = (channels: number) => ({
  gamma: random.values([channels]),
  beta: random.values([channels]),
  mean: random.values([channels]),
  variance: floats(
    [channels],
    Float32Array.from({ length: channels }, () => 0.5 + random.next()),
  ),
})

describe('simplify', () => {
  test('batch normalization goes into the convolution before it', async () => {
    const ops = await hold({
      inputs: { x: [1, 3, 8, 8] },
      outputs: ['z'],
      nodes: [
        { op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['y'], attributes: { pads: [1, 1, 1, 1] } },
        {
          op: 'BatchNormalization',
          inputs: ['y', 'gamma', 'beta', 'mean', 'variance'],
          outputs: ['n'],
        },
        { op: 'Relu', inputs: ['n'], outputs: ['z'] },
      ],
      constants: { ...conv(3, 5), ...bn(5) },
    })
    assert.deepEqual(ops, ['Conv', 'Unary'])
  })

  test('batch normalization without a layer is a depthwise convolution', async () => {
    const ops = await hold({
      inputs: { x: [1, 4, 5, 5] },
      outputs: ['z'],
      nodes: [
        {
          op: 'BatchNormalization',
          inputs: ['x', 'gamma', 'beta', 'mean', 'variance'],
          outputs: ['n'],
        },
        { op: 'Relu', inputs: ['n'], outputs: ['z'] },
      ],
      constants: bn(4),
    })
    assert.deepEqual(ops, ['Conv', 'Unary'])
  })

  test('scale and offset before a layer without padding go into it', async () => {
    const ops = await hold({
      inputs: { x: [1, 3, 6, 6] },
      outputs: ['z'],
      nodes: [
        { op: 'Sub', inputs: ['x', 'm'], outputs: ['c'] },
        { op: 'Div', inputs: ['c', 's'], outputs: ['d'] },
        { op: 'Conv', inputs: ['d', 'w', 'b'], outputs: ['z'] },
      ],
      constants: { ...conv(3, 2), m: random.values([3, 1, 1]), s: floats([1, 3, 1, 1], [1, 2, 3]) },
    })
    assert.deepEqual(ops, ['Conv'])
  })

  for (const [name, nodes] of Object.entries({
    swish: [
      { op: 'Sigmoid', inputs: ['y'], outputs: ['s'] },
      { op: 'Mul', inputs: ['y', 's'], outputs: ['z'] },
    ],
    gelu: [
      { op: 'Div', inputs: ['y', 'root'], outputs: ['d'] },
      { op: 'Erf', inputs: ['d'], outputs: ['e'] },
      { op: 'Add', inputs: ['e', 'one'], outputs: ['p'] },
      { op: 'Mul', inputs: ['y', 'p'], outputs: ['m'] },
      { op: 'Mul', inputs: ['m', 'half'], outputs: ['z'] },
    ],
    'hard swish': [
      { op: 'Add', inputs: ['y', 'three'], outputs: ['a'] },
      { op: 'Clip', inputs: ['a', 'zero', 'six'], outputs: ['c'] },
      { op: 'Mul', inputs: ['y', 'c'], outputs: ['m'] },
      { op: 'Div', inputs: ['m', 'six'], outputs: ['z'] },
    ],
    mish: [
      { op: 'Softplus', inputs: ['y'], outputs: ['s'] },
      { op: 'Tanh', inputs: ['s'], outputs: ['t'] },
      { op: 'Mul', inputs: ['y', 't'], outputs: ['z'] },
    ],
  })) {
    test(`${name}, however it is spelt, is one function`, async () => {
      const scalar = (value: number) => floats([], [value])
      const ops = await hold({
        inputs: { x: [1, 3, 5, 5] },
        outputs: ['z'],
        nodes: [{ op: 'Conv', inputs: ['x', 'w', 'b'], outputs: ['y'] }, ...nodes],
        constants: {
          ...conv(3, 4),
          root: scalar(Math.SQRT2),
          one: scalar(1),
          half: scalar(0.5),
          three: scalar(3),
          zero: scalar(0),
          six: scalar(6),
        },
      })
      assert.deepEqual(ops, ['Conv', 'Unary'])
    })
  }

  for (const [op, attributes] of [
    ['LeakyRelu', { alpha: { float: 0.2 } }],
    ['Elu', { alpha: { float: 0.7 } }],
    ['Selu', {}],
    ['Celu', { alpha: { float: 1.3 } }],
    ['HardSigmoid', { alpha: { float: 0.3 }, beta: { float: 0.4 } }],
    ['ThresholdedRelu', { alpha: { float: 0.4 } }],
    ['Softsign', {}],
    ['Softplus', {}],
    ['Tanh', {}],
    ['Erf', {}],
    ['Round', {}],
    ['Tan', {}],
    ['Atan', {}],
    ['Sinh', {}],
    ['Cosh', {}],
    ['Asinh', {}],
    ['Shrink', { bias: { float: 0.2 }, lambd: { float: 0.4 } }],
    ['Mean', {}],
  ] as const) {
    test(`${op} is what onnxruntime makes of it`, async () => {
      await hold({
        inputs: { x: [2, 3, 4] },
        outputs: ['z'],
        nodes: [{ op, inputs: ['x'], outputs: ['z'], attributes }],
      })
    })
  }

  test('an average whose padding does not count divides by less at the border', async () => {
    await hold({
      inputs: { x: [1, 3, 7, 6] },
      outputs: ['z'],
      nodes: [
        {
          op: 'AveragePool',
          inputs: ['x'],
          outputs: ['z'],
          attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 1] },
        },
      ],
    })
  })

  for (const extent of [5, 6, 7, 8, 9]) {
    for (const counted of [0, 1]) {
      test(`pools that round up, ${extent} wide, count_include_pad ${counted}`, async () => {
        await hold({
          opset: 12,
          inputs: { x: [1, 2, extent, extent + 1] },
          outputs: ['a', 'm'],
          nodes: [
            {
              op: 'AveragePool',
              inputs: ['x'],
              outputs: ['a'],
              attributes: {
                kernel_shape: [3, 2],
                strides: [2, 2],
                ceil_mode: 1,
                count_include_pad: counted,
              },
            },
            {
              op: 'MaxPool',
              inputs: ['x'],
              outputs: ['m'],
              attributes: {
                kernel_shape: [3, 3],
                strides: [2, 2],
                pads: [1, 0, 0, 1],
                ceil_mode: 1,
              },
            },
          ],
        })
      })
    }
  }

  test('large windows are taken by height and by width', async () => {
    const ops = await hold({
      inputs: { x: [1, 2, 13, 17] },
      outputs: ['a', 'm', 'g'],
      nodes: [
        {
          op: 'AveragePool',
          inputs: ['x'],
          outputs: ['a'],
          attributes: {
            kernel_shape: [9, 10],
            strides: [3, 2],
            pads: [2, 1, 2, 1],
            count_include_pad: 1,
          },
        },
        {
          op: 'MaxPool',
          inputs: ['x'],
          outputs: ['m'],
          attributes: { kernel_shape: [11, 7], strides: [1, 2], pads: [3, 1, 1, 0] },
        },
        { op: 'GlobalAveragePool', inputs: ['x'], outputs: ['g'] },
      ],
    })
    assert.deepEqual(ops, ['Conv', 'Conv', 'MaxPool', 'MaxPool', 'Conv', 'Conv'])
  })

  test('a flattened image meets its weights channels-last', async () => {
    await hold({
      inputs: { x: [1, 3, 4, 5] },
      outputs: ['z'],
      nodes: [
        { op: 'Flatten', inputs: ['x'], outputs: ['f'] },
        { op: 'Gemm', inputs: ['f', 'w', 'b'], outputs: ['z'], attributes: { transB: 1 } },
      ],
      constants: { w: random.values([7, 60]), b: random.values([7]) },
    })
  })

  test('means, normalizations and slopes are taken apart', async () => {
    await hold({
      inputs: { x: [1, 6, 5, 7] },
      outputs: ['l', 'p', 'm', 'n'],
      nodes: [
        {
          op: 'LRN',
          inputs: ['x'],
          outputs: ['l'],
          attributes: { size: 3, alpha: { float: 0.1 } },
        },
        { op: 'PRelu', inputs: ['x', 'slope'], outputs: ['p'] },
        {
          op: 'ReduceMean',
          inputs: ['x'],
          outputs: ['m'],
          attributes: { axes: [1, 3], keepdims: 0 },
        },
        { op: 'MatMul', inputs: ['left', 'x'], outputs: ['n'] },
      ],
      constants: { slope: random.values([6, 1, 1]), left: random.values([4, 5]) },
    })
  })

  for (const op of [
    'ReduceMax',
    'ReduceMin',
    'ReduceL1',
    'ReduceL2',
    'ReduceSumSquare',
    'ReduceSum',
    'ReduceMean',
  ]) {
    test(`${op} over any axes is what onnxruntime makes of it`, async () => {
      const reduce = (output: string, attributes: Record<string, number | readonly number[]>) => ({
        op,
        inputs: ['x'],
        outputs: [output],
        attributes,
      })
      await hold({
        opset: 12,
        inputs: { x: [2, 3, 4, 5] },
        outputs: ['channels', 'spatial', 'mixed', 'all'],
        nodes: [
          reduce('channels', { axes: [1], keepdims: 1 }),
          reduce('spatial', { axes: [2, 3], keepdims: 0 }),
          reduce('mixed', { axes: [0, -1], keepdims: 0 }),
          reduce('all', { keepdims: 1 }),
        ],
      })
    })
  }

  for (const coordinates of [
    'asymmetric',
    'half_pixel',
    'pytorch_half_pixel',
    'align_corners',
    'tf_half_pixel_for_nn',
  ]) {
    test(`resizing by ${coordinates} is what onnxruntime makes of it`, async () => {
      const nearest = ['floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil']
      const modes = [
        ...nearest.map((nearest_mode) => ({ mode: 'nearest', nearest_mode })),
        ...(coordinates === 'tf_half_pixel_for_nn' ? [] : [{ mode: 'linear' }]),
      ]
      const scales = { twice: [1, 1, 2, 2], more: [1, 1, 1.5, 3], less: [1, 1, 0.5, 0.75] }
      const nodes = modes.flatMap((mode, i) =>
        Object.keys(scales).map((factor) => ({
          op: 'Resize',
          inputs: ['x', '', factor],
          outputs: [`${factor}${i}`],
          attributes: { ...mode, coordinate_transformation_mode: coordinates },
        })),
      )
      await hold({
        inputs: { x: [1, 3, 4, 6] },
        outputs: nodes.flatMap(({ outputs }) => outputs),
        nodes,
        constants: Object.fromEntries(
          Object.entries(scales).map(([name, values]) => [name, floats([4], values)]),
        ),
      })
    })
  }

  test('transposed convolutions are plain ones', async () => {
    const cases = {
      double: { strides: [2, 2], kernel_shape: [4, 4], pads: [1, 1, 1, 1] },
      odd: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
      uneven: { strides: [3, 2], pads: [0, 1, 2, 0] },
      grouped: { strides: [2, 1], group: 2 },
      dilated: { strides: [2, 2], dilations: [2, 3] },
      flat: { strides: [1, 1], pads: [1, 1, 1, 1] },
      same: { strides: [2, 2], auto_pad: 'SAME_UPPER' },
    }
    const ops = await hold({
      inputs: { x: [2, 4, 5, 6] },
      outputs: Object.keys(cases),
      nodes: Object.entries(cases).map(([name, attributes]) => ({
        op: 'ConvTranspose',
        inputs: [
          'x',
          name === 'double' || name === 'same' ? 'even' : 'w',
          'group' in attributes ? 'b2' : 'b',
        ],
        outputs: [name],
        attributes,
      })),
      constants: {
        w: random.values([4, 3, 3, 3]),
        even: random.values([4, 3, 4, 4]),
        b: random.values([3]),
        b2: random.values([6]),
      },
    })
    for (const op of ops) assert.ok(['Conv', 'Reshape', 'Transpose', 'Slice'].includes(op), op)
  })

  test('transposed convolutions of sequences and volumes are plain ones too', async () => {
    const cases = {
      sequence: { strides: [3], pads: [1, 0], output_padding: [1] },
      sequenceByTwo: { strides: [2], dilations: [2], group: 2 },
      volume: { strides: [2, 1, 3], pads: [1, 0, 1, 0, 1, 2] },
      volumeByTwo: {
        strides: [2, 2, 2],
        output_padding: [1, 0, 1],
        dilations: [1, 2, 1],
        group: 2,
      },
    }
    const ops = await hold({
      inputs: { x: [2, 4, 5], y: [1, 4, 3, 2, 3] },
      outputs: Object.keys(cases),
      nodes: Object.entries(cases).map(([name, attributes]) => ({
        op: 'ConvTranspose',
        inputs: [
          ...(name.startsWith('sequence') ? ['x', 'w1'] : ['y', 'w3']),
          'group' in attributes ? 'b2' : 'b',
        ],
        outputs: [name],
        attributes,
      })),
      constants: {
        w1: random.values([4, 3, 4]),
        w3: random.values([4, 3, 3, 2, 4]),
        b: random.values([3]),
        b2: random.values([6]),
      },
    })
    const plain = ['Conv', 'Reshape', 'Transpose', 'Slice', 'Resize', 'Concat', 'Pad']
    for (const op of ops) assert.ok(plain.includes(op), op)
  })

  for (const mode of ['reflect', 'edge']) {
    test(`padding by ${mode} is what onnxruntime makes of it`, async () => {
      const ops = await hold({
        inputs: { x: [2, 3, 4, 5] },
        outputs: ['z'],
        nodes: [{ op: 'Pad', inputs: ['x', 'pads'], outputs: ['z'], attributes: { mode } }],
        constants: { pads: integers([0, 0, 3, 2, 0, 0, 1, 4]) },
      })
      assert.deepEqual(new Set(ops), new Set(['Take']))
    })
  }

  test('instance normalization is taken apart', async () => {
    await hold(
      {
        inputs: { x: [2, 3, 4, 5] },
        outputs: ['z'],
        nodes: [
          {
            op: 'InstanceNormalization',
            inputs: ['x', 's', 'b'],
            outputs: ['z'],
            attributes: { epsilon: { float: 0.01 } },
          },
        ],
        constants: { s: random.values([3]), b: random.values([3]) },
      },
      1e-3,
    )
  })

  test('repetition along any axis is resizing or joining of pieces', async () => {
    const ops = await hold({
      inputs: { x: [2, 3, 1, 4] },
      outputs: ['tiled', 'spread', 'longer'],
      nodes: [
        { op: 'Tile', inputs: ['x', 'repeats'], outputs: ['tiled'] },
        { op: 'Unsqueeze', inputs: ['x', 'second'], outputs: ['wide'] },
        { op: 'Expand', inputs: ['wide', 'shape'], outputs: ['spread'] },
        { op: 'Squeeze', inputs: ['x', 'third'], outputs: ['sequence'] },
        {
          op: 'Resize',
          inputs: ['sequence', '', 'scales'],
          outputs: ['longer'],
          attributes: {
            mode: 'nearest',
            coordinate_transformation_mode: 'asymmetric',
            nearest_mode: 'floor',
          },
        },
      ],
      constants: {
        repeats: integers([1, 2, 3, 2]),
        second: integers([1]),
        third: integers([2]),
        shape: integers([2, 5, 3, 2, 4]),
        scales: floats([3], [1, 1, 2]),
      },
    })
    for (const op of ops) assert.ok(['Reshape', 'Resize', 'Concat', 'Slice'].includes(op), op)
  })

  test('layer normalization is taken apart', async () => {
    await hold(
      {
        opset: 17,
        inputs: { x: [1, 5, 8] },
        outputs: ['z'],
        nodes: [{ op: 'LayerNormalization', inputs: ['x', 's', 'b'], outputs: ['z'] }],
        constants: { s: random.values([8]), b: random.values([8]) },
      },
      1e-3,
    )
  })

  test('rows are normalized with and without their mean, over several axes at once', async () => {
    const random = randomFrom(30)
    const nodes = (['LayerNormalization', 'RMSNormalization'] as const).flatMap((op, place) => [
      { op, inputs: ['x', 's'], outputs: [`y${place}`] },
      { op, inputs: ['x', 'wide'], outputs: [`z${place}`], attributes: { axis: 1 } },
    ])
    const parts = nodes.flatMap(({ outputs }) => outputs)
    await hold(
      {
        opset: 23,
        inputs: { x: [2, 3, 8] },
        outputs: ['out'],
        nodes: [
          ...nodes,
          { op: 'Concat', inputs: parts, outputs: ['out'], attributes: { axis: 0 } },
        ],
        constants: { s: random.values([8]), wide: random.values([3, 8]) },
      },
      1e-3,
    )
  })

  test('groups and several axes are normalized, and a row tells its mean and deviation', async () => {
    const random = randomFrom(31)
    const rows = ['rows', 'mean', 'inverse']
    await hold(
      {
        opset: 21,
        inputs: { x: [2, 6, 3, 4] },
        outputs: ['groups', 'axes', ...rows],
        nodes: [
          {
            op: 'GroupNormalization',
            inputs: ['x', 's', 'b'],
            outputs: ['groups'],
            attributes: { num_groups: 3 },
          },
          { op: 'MeanVarianceNormalization', inputs: ['x'], outputs: ['axes'] },
          {
            op: 'LayerNormalization',
            inputs: ['x', 'wide'],
            outputs: rows,
            attributes: { axis: 2 },
          },
        ],
        constants: { s: random.values([6]), b: random.values([6]), wide: random.values([3, 4]) },
      },
      1e-3,
    )
  })

  test('reductions by product and by logarithm of exponentials, and running sums', async () => {
    await hold(
      {
        opset: 13,
        inputs: { x: [2, 3, 4] },
        outputs: ['product', 'all', 'logarithm', 'normal', 'sums', 'left'],
        nodes: [
          { op: 'ReduceProd', inputs: ['x'], outputs: ['product'], attributes: { axes: [1] } },
          {
            op: 'ReduceProd',
            inputs: ['x'],
            outputs: ['all'],
            attributes: { axes: [0, 2], keepdims: 0 },
          },
          {
            op: 'ReduceLogSumExp',
            inputs: ['x'],
            outputs: ['logarithm'],
            attributes: { axes: [0, 2], keepdims: 0 },
          },
          { op: 'LogSoftmax', inputs: ['x'], outputs: ['normal'], attributes: { axis: 1 } },
          { op: 'CumSum', inputs: ['x', 'axis'], outputs: ['sums'] },
          {
            op: 'CumSum',
            inputs: ['x', 'axis'],
            outputs: ['left'],
            attributes: { exclusive: 1, reverse: 1 },
          },
        ],
        constants: { axis: integers([1], []) },
      },
      1e-3,
    )
  })

  test('masks choose, and triangles are cut', async () => {
    const random = randomFrom(32)
    const data = Float64Array.from({ length: 12 }, (_, i) => i % 2)
    await hold({
      opset: 14,
      inputs: { x: [2, 3, 4] },
      outputs: ['chosen', 'kept', 'upper', 'lower'],
      nodes: [
        { op: 'Where', inputs: ['mask', 'x', 'other'], outputs: ['chosen'] },
        { op: 'Where', inputs: ['mask', 'none', 'x'], outputs: ['kept'] },
        { op: 'Trilu', inputs: ['x', 'one'], outputs: ['upper'] },
        { op: 'Trilu', inputs: ['x'], outputs: ['lower'], attributes: { upper: 0 } },
      ],
      constants: {
        mask: { dtype: 'bool', shape: [3, 4], data },
        other: random.values([2, 3, 4]),
        none: floats([], [0]),
        one: integers([1], []),
      },
    })
  })

  for (const equation of ['bij,bjk->bik', 'bij,bkj->bki', 'bij->b', 'bij,bij->bij', 'bij,bjk'])
    test(`the sum of products ${equation} is what onnxruntime makes of it`, async () => {
      const count = equation.includes(',') ? 2 : 1
      await hold(
        {
          opset: 13,
          inputs: { x: [2, 3, 3], ...(count === 2 ? { y: [2, 3, 3] } : {}) },
          outputs: ['z'],
          nodes: [
            {
              op: 'Einsum',
              inputs: ['x', 'y'].slice(0, count),
              outputs: ['z'],
              attributes: { equation },
            },
          ],
        },
        1e-4,
      )
    })

  test('arithmetic with a constant for each place', async () => {
    const random = randomFrom(33)
    const data = Float32Array.from({ length: 12 }, (_, i) => 1 + (i % 3))
    const ops = ['Max', 'Min', 'Div', 'Pow', 'Mul'] as const
    await hold(
      {
        inputs: { x: [2, 3, 4] },
        outputs: [...ops, 'over'],
        nodes: [
          ...ops.map((op) => ({ op, inputs: ['x', 'c'], outputs: [op] })),
          { op: 'Exp', inputs: ['x'], outputs: ['positive'] },
          { op: 'Div', inputs: ['c', 'positive'], outputs: ['over'] },
        ],
        constants: { c: { ...random.values([3, 4]), data } },
      },
      1e-3,
    )
  })

  test('shapes computed from shapes are constants', async () => {
    await hold({
      inputs: { x: [1, 8, 4, 4] },
      outputs: ['z'],
      nodes: [
        { op: 'Shape', inputs: ['x'], outputs: ['s'] },
        { op: 'Gather', inputs: ['s', 'first'], outputs: ['n'] },
        { op: 'Unsqueeze', inputs: ['n', 'axis'], outputs: ['n1'] },
        { op: 'Concat', inputs: ['n1', 'rest'], outputs: ['t'], attributes: { axis: 0 } },
        { op: 'Reshape', inputs: ['x', 't'], outputs: ['r'] },
        { op: 'Transpose', inputs: ['r'], outputs: ['u'], attributes: { perm: [0, 2, 1, 3] } },
        { op: 'Reshape', inputs: ['u', 'back'], outputs: ['z'] },
      ],
      constants: {
        first: integers([0], []),
        axis: integers([0]),
        rest: integers([2, 4, -1]),
        back: integers([0, 8, 4, 4]),
      },
    })
  })

  for (const [extent, kernel, stride, pad] of [
    [508, 508, 1, 0],
    [300, 127, 3, 5],
    [140, 67, 2, 1],
  ] as const)
    test(`the largest of ${kernel} of ${extent} in a row is found in two steps`, async () => {
      const pool = (wide: readonly number[]) => ({
        kernel_shape: wide.map((long) => (long ? kernel : 1)),
        strides: wide.map((long) => (long ? stride : 1)),
        pads: [...wide, ...wide].map((long) => (long ? pad : 0)),
      })
      const ops = await hold({
        inputs: { x: [1, 2, 1, extent], y: [1, 2, extent, 1] },
        outputs: ['a', 'b'],
        nodes: [
          { op: 'MaxPool', inputs: ['x'], outputs: ['a'], attributes: pool([0, 1]) },
          { op: 'MaxPool', inputs: ['y'], outputs: ['b'], attributes: pool([1, 0]) },
        ],
      })
      assert.deepEqual(ops, ['MaxPool', 'MaxPool', 'MaxPool', 'MaxPool'])
    })

  test('padding with less than everything goes into the pool that takes the largest', async () => {
    for (const [value, expected] of [
      [-3.4e38, ['MaxPool']],
      [0, ['Pad', 'MaxPool']],
    ] as const) {
      const ops = await hold({
        inputs: { x: [1, 2, 6, 6] },
        outputs: ['m'],
        nodes: [
          { op: 'Pad', inputs: ['x', 'pads', 'value'], outputs: ['p'] },
          {
            op: 'MaxPool',
            inputs: ['p'],
            outputs: ['m'],
            attributes: { kernel_shape: [3, 3], strides: [2, 2] },
          },
        ],
        constants: { pads: integers([0, 0, 1, 1, 0, 0, 1, 1]), value: floats([], [value]) },
      })
      assert.deepEqual(ops, expected)
    }
  })

  test("onnxruntime's own operators of transformers are those that they stand for", async () => {
    const domain = 'com.microsoft'
    const ops = await hold({
      inputs: { x: [1, 3, 8], y: [1, 3, 8] },
      outputs: ['f', 'g', 'b', 's', 'sum'],
      nodes: [
        { op: 'FastGelu', inputs: ['x'], outputs: ['f'], domain },
        { op: 'FastGelu', inputs: ['x', 'bias'], outputs: ['g'], domain },
        { op: 'BiasGelu', inputs: ['x', 'bias'], outputs: ['b'], domain },
        {
          op: 'SkipLayerNormalization',
          inputs: ['x', 'y', 'scale', 'offset', 'bias'],
          outputs: ['s', '', '', 'sum'],
          domain,
          attributes: { epsilon: { float: 1e-5 } },
        },
      ],
      constants: {
        bias: random.values([8]),
        scale: random.values([8]),
        offset: random.values([8]),
      },
    })
    assert.equal(ops.filter((op) => op === 'Unary').length, 5)
  })

  for (const direction of ['forward', 'bidirectional']) {
    test(`an LSTM with integers for weights, ${direction}, is one with what they stand for`, async () => {
      const count = direction === 'forward' ? 1 : 2
      const [steps, width, hidden] = [3, 5, 4]
      const bytes = (shape: readonly number[]) => ({
        dtype: 'i8' as const,
        shape,
        data: Float64Array.from(random.values(shape, 40).data, (value) =>
          Math.max(-127, Math.min(127, Math.round(value))),
        ),
      })
      const zero = (shape: readonly number[]) => ({
        ...bytes(shape),
        data: new Float64Array(count),
      })
      await hold(
        {
          inputs: { x: [steps, 1, width] },
          outputs: ['all', 'last'],
          nodes: [
            {
              op: 'DynamicQuantizeLSTM',
              domain: 'com.microsoft',
              inputs: ['x', 'w', 'r', 'b', '', '', '', '', 'ws', 'wz', 'rs', 'rz'],
              outputs: ['all', 'last'],
              attributes: { hidden_size: hidden, direction },
            },
          ],
          constants: {
            w: bytes([count, width, 4 * hidden]),
            r: bytes([count, hidden, 4 * hidden]),
            b: random.values([count, 8 * hidden], 0.3),
            ...{ ws: floats([count], [0.01, 0.02].slice(0, count)), wz: zero([count]) },
            ...{ rs: floats([count], [0.02, 0.01].slice(0, count)), rz: zero([count]) },
          },
        },
        0.03,
      )
    })
  }

  for (const [name, op, gates, attributes] of [
    ['an LSTM', 'LSTM', 4, {}],
    ['an LSTM that runs backwards', 'LSTM', 4, { direction: 'reverse' }],
    ['an LSTM in both directions', 'LSTM', 4, { direction: 'bidirectional' }],
    ['a GRU that resets before its product', 'GRU', 3, {}],
    ['a GRU that resets after its product', 'GRU', 3, { linear_before_reset: 1 }],
    ['a GRU in both directions', 'GRU', 3, { direction: 'bidirectional' }],
    ['a plain recurrent layer', 'RNN', 1, { direction: 'bidirectional' }],
  ] as const)
    for (const starts of ['from zeros', 'from a state that is given'] as const)
      test(`${name} is laid out step by step ${starts}`, async () => {
        const directions = Object.values(attributes).includes('bidirectional' as never) ? 2 : 1
        const [steps, batch, width, hidden] = [4, 2, 3, 5]
        const rows = gates * hidden
        const isGiven = starts !== 'from zeros'
        const states = op === 'LSTM' ? ['h', 'c'] : ['h']
        const shape = [directions, batch, hidden]
        await hold({
          inputs: {
            x: [steps, batch, width],
            ...(isGiven ? Object.fromEntries(states.map((state) => [state, shape])) : {}),
          },
          outputs: ['y', 'last', ...(op === 'LSTM' ? ['kept'] : [])],
          nodes: [
            {
              op,
              inputs: ['x', 'w', 'r', 'b', ...(isGiven ? ['', ...states] : [])],
              outputs: ['y', 'last', ...(op === 'LSTM' ? ['kept'] : [])],
              attributes: { hidden_size: hidden, ...attributes },
            },
          ],
          constants: {
            w: random.values([directions, rows, width]),
            r: random.values([directions, rows, hidden], 0.5),
            b: random.values([directions, 2 * rows], 0.3),
          },
        })
      })
})
