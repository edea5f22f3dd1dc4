import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { compile } from './compile.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { NetBuilder } from './testing/NetBuilder.ts'
import { floats, integers, onnxModel, randomFrom } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime

describe('compile of inputs', () => {
  test('several inputs are packed into one', async () => {
    const random = randomFrom(7)
    const net = new NetBuilder({ image: [1, 3, 8, 8], extra: [1, 4] })
    const mean = net.node('GlobalAveragePool', [net.relu(net.conv('image', [3, 8]))])
    const joined = net.node('Concat', [net.node('Flatten', [mean]), 'extra'], { axis: 1 })
    const bytes = net.finish([net.dense(joined, [12, 5])])
    const inputs = () =>
      Array.from({ length: 60 }, () => ({
        image: random.values([1, 3, 8, 8]).data,
        extra: random.values([1, 4]).data,
      }))
    const { program, report } = await compile(bytes, {
      calibration: inputs(),
      heldOut: inputs(),
      runtime,
    })
    assert.deepEqual(program.input, { dtype: 'u8', shape: [196] })
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  test('words, by their numbers, choose rows of a table', async () => {
    const random = randomFrom(8)
    const bytes = onnxModel({
      inputs: { words: [1, 6] },
      inputDtype: 'i64',
      outputs: ['y'],
      nodes: [
        { op: 'Gather', inputs: ['table', 'words'], outputs: ['rows'] },
        {
          op: 'ReduceMean',
          inputs: ['rows'],
          outputs: ['mean'],
          attributes: { axes: [1], keepdims: 0 },
        },
        { op: 'Gemm', inputs: ['mean', 'w', 'b'], outputs: ['y'] },
      ],
      constants: {
        table: random.values([50, 16]),
        w: random.values([16, 4]),
        b: random.values([4]),
      },
    })
    const inputs = () =>
      Array.from({ length: 60 }, () =>
        Float64Array.from({ length: 6 }, () => Math.floor(random.next() * 50)),
      )
    const { program, report } = await compile(bytes, {
      calibration: inputs(),
      heldOut: inputs(),
      runtime,
    })
    assert.deepEqual(program.input, { dtype: 'i32', shape: [1, 6] })
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  for (const inputDtype of ['u8', 'i8', 'i32', 'i64', 'f64'] as const)
    test(`an ${inputDtype} input that is cast at once becomes bytes`, async () => {
      const random = randomFrom(9)
      const bytes = onnxModel({
        inputs: { pixels: [1, 8] },
        inputDtype,
        outputs: ['y'],
        nodes: [
          { op: 'Cast', inputs: ['pixels'], outputs: ['numbers'], attributes: { to: 1 } },
          { op: 'Gemm', inputs: ['numbers', 'w', 'b'], outputs: ['y'] },
        ],
        constants: { w: random.values([8, 4]), b: random.values([4]) },
      })
      const inputs = () =>
        Array.from({ length: 60 }, () =>
          Float64Array.from({ length: 8 }, () => Math.floor(random.next() * 128)),
        )
      const { program, report } = await compile(bytes, {
        calibration: inputs(),
        heldOut: inputs(),
        runtime,
      })
      assert.deepEqual(program.input, { dtype: 'u8', shape: [1, 8] })
      assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.05)
    })

  for (const dtype of ['f16', 'f64'] as const)
    test(`a model whose numbers all are ${dtype} compiles as one of f32 does`, async () => {
      const random = randomFrom(11)
      const wide = (shape: readonly number[]) => ({ ...random.values(shape, 0.3), dtype })
      const bytes = onnxModel({
        inputs: { x: [1, 8] },
        inputDtype: dtype,
        outputs: ['y'],
        outputDtype: dtype,
        nodes: [
          { op: 'MatMul', inputs: ['x', 'w'], outputs: ['sums'] },
          { op: 'Add', inputs: ['sums', 'b'], outputs: ['biased'] },
          { op: 'Relu', inputs: ['biased'], outputs: ['positive'] },
          { op: 'MatMul', inputs: ['positive', 'v'], outputs: ['scores'] },
          { op: 'Softmax', inputs: ['scores'], outputs: ['y'] },
        ],
        constants: { w: wide([8, 16]), b: wide([16]), v: wide([16, 4]) },
      })
      const inputs = () => Array.from({ length: 400 }, () => random.values([1, 8]).data)
      const { program, report } = await compile(bytes, {
        calibration: inputs(),
        heldOut: inputs(),
        runtime,
      })
      assert.deepEqual(program.input, { dtype: 'u8', shape: [1, 8] })
      assert.ok(
        (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
        `${report.measured?.outputs[0]?.relative}`,
      )
    })

  test('an index that no row of the table has is refused with its sample and place', async () => {
    const bytes = onnxModel({
      inputs: { words: [1, 3] },
      inputDtype: 'i64',
      outputs: ['y'],
      nodes: [
        { op: 'Unsqueeze', inputs: ['words', 'axes'], outputs: ['column'] },
        { op: 'Gather', inputs: ['table', 'column'], outputs: ['rows'] },
        { op: 'MatMul', inputs: ['rows', 'w'], outputs: ['y'] },
      ],
      constants: {
        axes: integers([2]),
        table: randomFrom(1).values([50, 4]),
        w: randomFrom(2).values([4, 2]),
      },
    })
    const refused = (calibration: number[][], reason: string) =>
      assert.rejects(compile(bytes, { calibration, runtime }), {
        name: 'CompileError',
        message: `tensor 'words': ${reason}`,
      })
    const rows = "an index into the 50 rows of 'table' is needed: 0 to 49"
    await refused(
      [
        [1, 2, 3],
        [4, 50, 5],
      ],
      `calibration input 1 is 50 at place 1, where ${rows}`,
    )
    // onnxruntime would count a negative one from the table's end, the program takes the first row.
    await refused([[1, 2, -1]], `calibration input 0 is -1 at place 2, where ${rows}`)
    await refused([[0.5, 2, 1]], `calibration input 0 is 0.5 at place 0, where ${rows}`)
  })

  test('an input that always is the same is frozen, and need not be given', async () => {
    const random = randomFrom(12)
    const net = new NetBuilder({ x: [1, 4], rate: [] })
    const scaled = net.node('Mul', [net.relu(net.dense('x', [4, 8])), 'rate'])
    const bytes = net.finish([net.dense(scaled, [8, 3])])
    const inputs = () => Array.from({ length: 400 }, () => random.values([1, 4]).data)
    const { program, report } = await compile(bytes, {
      calibration: inputs(),
      heldOut: inputs(),
      freeze: { rate: [2] },
      runtime,
    })
    assert.deepEqual(program.input.shape, [1, 4])
    const error = report.measured?.outputs[0]?.relative ?? 1
    assert.ok(error < 0.08, `${error}`)
    assert.ok(report.notes.includes("Input 'rate' is fixed to 2."))
    await assert.rejects(compile(bytes, { calibration: inputs(), runtime }), {
      message: /tensor 'x': the model has 2 inputs; .*--freeze/,
    })
  })

  test('indices stand beside bytes in one input of 32 bits', async () => {
    const random = randomFrom(13)
    const net = onnxModel({
      inputs: { words: [1, 5], mask: [1, 5] },
      inputDtype: 'i32',
      outputs: ['y'],
      nodes: [
        { op: 'Gather', inputs: ['table', 'words'], outputs: ['rows'] },
        // The mask is counted with whole numbers before it is cast, as exporters do.
        { op: 'Sub', inputs: ['mask', 'one'], outputs: ['below'] },
        { op: 'Add', inputs: ['below', 'one'], outputs: ['same'] },
        { op: 'Cast', inputs: ['same'], outputs: ['weights'], attributes: { to: 1 } },
        { op: 'Unsqueeze', inputs: ['weights', 'last'], outputs: ['column'] },
        { op: 'Mul', inputs: ['rows', 'column'], outputs: ['kept'] },
        {
          op: 'ReduceSum',
          inputs: ['kept', 'middle'],
          outputs: ['sum'],
          attributes: { keepdims: 0 },
        },
        { op: 'MatMul', inputs: ['sum', 'w'], outputs: ['y'] },
      ],
      constants: {
        table: random.values([50, 8]),
        w: random.values([8, 4]),
        one: { dtype: 'i32', shape: [1], data: Float64Array.of(1) },
        last: integers([2]),
        middle: integers([1]),
      },
    })
    const inputs = () =>
      Array.from({ length: 60 }, () => ({
        words: Array.from({ length: 5 }, () => Math.floor(random.next() * 50)),
        mask: Array.from({ length: 5 }, () => Math.round(random.next())),
      }))
    const { program, report } = await compile(net, {
      calibration: inputs(),
      heldOut: inputs(),
      runtime,
    })
    assert.deepEqual(program.input, { dtype: 'i32', shape: [10] })
    assert.deepEqual(
      report.inputs.map(({ name, dtype }) => [name, dtype]),
      [
        ['words', 'i32'],
        ['mask', 'u8'],
      ],
    )
    const error = report.measured?.outputs[0]?.relative ?? 1
    assert.ok(error < 0.05, `${error}`)
  })

  test('whole numbers that depend on the input are not divided, since that would round', async () => {
    const bytes = onnxModel({
      inputs: { x: [1, 4] },
      inputDtype: 'i32',
      outputs: ['y'],
      nodes: [
        { op: 'Div', inputs: ['x', 'two'], outputs: ['half'], name: 'halve' },
        { op: 'Cast', inputs: ['half'], outputs: ['numbers'], attributes: { to: 1 } },
        { op: 'MatMul', inputs: ['numbers', 'w'], outputs: ['y'] },
      ],
      constants: {
        two: { dtype: 'i32', shape: [1], data: Float64Array.of(2) },
        w: randomFrom(1).values([4, 2]),
      },
    })
    await assert.rejects(compile(bytes, { calibration: [[1, 2, 3, 4]], runtime }), {
      message: /Div 'halve': a division of whole numbers rounds/,
    })
  })

  test('one of several places is a row of a table', async () => {
    const random = randomFrom(14)
    const bytes = onnxModel({
      inputs: { letters: [1, 6] },
      inputDtype: 'i64',
      outputs: ['y', 'z'],
      nodes: [
        { op: 'OneHot', inputs: ['letters', 'depth', 'values'], outputs: ['places'] },
        {
          op: 'OneHot',
          inputs: ['letters', 'depth', 'values'],
          outputs: ['first'],
          attributes: { axis: 1 },
        },
        { op: 'MatMul', inputs: ['places', 'w'], outputs: ['y'] },
        { op: 'Conv', inputs: ['first', 'k'], outputs: ['z'] },
      ],
      constants: {
        depth: integers([20]),
        values: floats([2], [-1, 2]),
        w: random.values([20, 4]),
        k: random.values([3, 20, 2]),
      },
    })
    const inputs = () =>
      Array.from({ length: 60 }, () =>
        Float64Array.from({ length: 6 }, () => Math.floor(random.next() * 20)),
      )
    const { report } = await compile(bytes, { calibration: inputs(), heldOut: inputs(), runtime })
    for (const { relative } of report.measured?.outputs ?? [])
      assert.ok(relative < 0.02, `${relative}`)
    assert.equal(report.measured?.outputs.length, 2)
  })

  test('a comparison with every index is a row of a table', async () => {
    const random = randomFrom(15)
    const bytes = onnxModel({
      inputs: { letters: [1, 6] },
      inputDtype: 'i32',
      outputs: ['y'],
      nodes: [
        { op: 'Reshape', inputs: ['letters', 'column'], outputs: ['each'] },
        { op: 'Expand', inputs: ['each', 'spread'], outputs: ['spread_out'] },
        { op: 'Equal', inputs: ['spread_out', 'all'], outputs: ['places'] },
        { op: 'Cast', inputs: ['places'], outputs: ['numbers'], attributes: { to: 1 } },
        { op: 'MatMul', inputs: ['numbers', 'w'], outputs: ['y'] },
      ],
      constants: {
        column: integers([1, 6, 1]),
        spread: integers([1, 6, 20]),
        all: {
          dtype: 'i32',
          shape: [1, 1, 20],
          data: Float64Array.from({ length: 20 }, (_, i) => i),
        },
        w: random.values([20, 4]),
      },
    })
    const inputs = () =>
      Array.from({ length: 60 }, () =>
        Float64Array.from({ length: 6 }, () => Math.floor(random.next() * 20)),
      )
    const parameters = { calibration: inputs(), heldOut: inputs(), runtime }
    const { program, report } = await compile(bytes, parameters)
    const choices = program.steps.filter(({ op }) => op === 'Embedding' || op === 'Gather')
    assert.equal(choices.length, 1)
    assert.ok((report.measured?.outputs[0]?.relative ?? 1) < 0.02)
  })

  for (const post_transform of ['NONE', 'LOGISTIC', 'SOFTMAX'])
    test(`a linear classifier with ${post_transform} answers as its float original`, async () => {
      const random = randomFrom(16)
      const domain = 'ai.onnx.ml'
      const numbers = (count: number) => ({ floats: [...random.values([count]).data] })
      const bytes = onnxModel({
        inputs: { x: [1, 4] },
        outputs: ['label', 'scores', 'number'],
        outputDtypes: { label: 'i64' },
        nodes: [
          {
            ...{ op: 'Scaler', inputs: ['x'], outputs: ['scaled'], domain },
            attributes: { offset: { floats: [100, 0, -5, 1] }, scale: { floats: [0.01, 1, 2, 1] } },
          },
          {
            op: 'Normalizer',
            inputs: ['scaled'],
            outputs: ['row'],
            domain,
            attributes: { norm: 'L2' },
          },
          {
            ...{ op: 'LinearClassifier', inputs: ['row'], outputs: ['label', 'sums'], domain },
            attributes: {
              ...{ coefficients: numbers(12), intercepts: numbers(3), post_transform },
              classlabels_ints: [0, 1, 2],
            },
          },
          { op: 'Identity', inputs: ['sums'], outputs: ['scores'] },
          {
            ...{ op: 'LinearRegressor', inputs: ['scaled'], outputs: ['number'], domain },
            attributes: { coefficients: numbers(4), intercepts: numbers(1) },
          },
        ],
      })
      const inputs = () =>
        Array.from({ length: 60 }, () => {
          const { data } = random.values([4])
          return data.map(
            (value, i) => value * ([100, 1, 0.5, 1][i] ?? 1) + ([100, 0, -5, 1][i] ?? 0),
          )
        })
      const parameters = { calibration: inputs(), heldOut: inputs(), runtime, mostError: 0.01 }
      const { report } = await compile(bytes, parameters)
      const [label, ...numbersOf] = report.measured?.outputs ?? []
      assert.ok((label?.relative ?? 1) < 0.4, `${label?.relative}`)
      for (const { name, relative } of numbersOf) assert.ok(relative < 0.02, `${name} ${relative}`)
    })

  test('whole numbers stay whole: below zero, only moved, cut to a type, or as bytes of a given scale', async () => {
    const whole = { inputs: { x: [1, 4] }, outputs: ['y'] }
    const calibration = [
      [-2, 0, 1, 2],
      [1, -1, 2, -2],
    ]
    const exact = async (bytes: Uint8Array) => {
      const { report } = await compile(bytes, { calibration, heldOut: calibration, runtime })
      assert.deepEqual(
        report.measured?.outputs.map(({ largest }) => largest),
        [0],
      )
      return report
    }
    const reverse = {
      op: 'Gather',
      inputs: ['x', 'order'],
      outputs: ['y'],
      attributes: { axis: 1 },
    }
    const moved = await exact(
      onnxModel({
        ...whole,
        inputDtype: 'i32',
        outputDtype: 'i32',
        nodes: [reverse],
        constants: { order: integers([3, 0, 2, 1]) },
      }),
    )
    assert.deepEqual(moved.inputs[0]?.encoding, { scale: 1, zero: 2 })
    // Nothing at all is computed here.
    await exact(
      onnxModel({
        ...whole,
        outputDtype: 'f64',
        nodes: [{ op: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: 11 } }],
      }),
    )
    await exact(
      onnxModel({
        ...whole,
        outputDtype: 'u8',
        nodes: [{ op: 'QuantizeLinear', inputs: ['x', 'scale', 'zero'], outputs: ['y'] }],
        constants: {
          scale: floats([], [0.5]),
          zero: { dtype: 'u8', shape: [], data: Float64Array.of(100) },
        },
      }),
    )
  })

  test('an output that is known beforehand stands beside one that is computed', async () => {
    const net = new NetBuilder({ x: [1, 4] })
    const known = net.node('CumSum', [net.constant([3], [1, 2, 3]), net.integers([0], [])])
    const bytes = net.finish([net.dense('x', [4, 2]), known])
    const calibration = Array.from({ length: 8 }, (_, i) => [i, 3, 7 - i, 2])
    const { report } = await compile(bytes, { calibration, heldOut: calibration, runtime })
    assert.equal(report.measured?.outputs[1]?.largest, 0)
  })
})
