import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as ort from 'onnxruntime-node'
import { evaluate } from '../engine/trace.ts'
import { compile } from './compile.ts'
import { describeSteps } from './describeSteps.ts'
import { encodeInput } from './encodeInput.ts'
import type { FloatRuntime } from './floatRuntime.ts'
import { architectures } from './testing/architectures.ts'
import { NetBuilder } from './testing/NetBuilder.ts'
import { randomFrom } from './testing/onnxModel.ts'

const runtime = ort as unknown as FloatRuntime
const extents: Record<string, number> = { dense: 24, squeeze: 33, attention: 16 }

function imagesFor(name: string, count: number, seed: number): Float32Array[] {
  const extent = extents[name] ?? 32
  const random = randomFrom(seed)
  return Array.from({ length: count }, () =>
    Float32Array.from(random.values([1, 3, extent, extent]).data),
  )
}

describe('compile', () => {
  for (const [name, make] of Object.entries(architectures)) {
    test(`a net of ${name} style stays close to its float original`, async () => {
      const { report, tail } = await compile(make(), {
        calibration: imagesFor(name, 24, 5),
        heldOut: imagesFor(name, 24, 6),
        runtime,
      })
      for (const output of report.measured?.outputs ?? []) {
        assert.ok(
          output.relative < (name === 'attention' ? 0.08 : 0.035),
          `${output.name}: ${output.relative}`,
        )
      }
      const agreement = report.measured?.agreement
      // The largest number among a detector's boxes is no answer, so there is nothing that could agree.
      if (name === 'detector') assert.equal(agreement, undefined)
      else assert.ok((agreement ?? 0) >= 0.85, `agreement ${agreement}`)
      const floatTail = ['inception', 'squeeze', 'detector'].includes(name)
      assert.equal(tail !== undefined, floatTail)
    })
  }

  for (const opset of [7, 9, 11, 17, 21]) {
    test(`opset ${opset} gives the same program as opset 13`, async () => {
      for (const name of ['residual', 'shuffle', 'mobile', 'detector'] as const) {
        const make = architectures[name]
        const calibration = imagesFor(name, 4, 5)
        const [expected, actual] = await Promise.all(
          [13, opset].map((version) =>
            compile(make?.({ opset: version }) ?? new Uint8Array(), { calibration, runtime }),
          ),
        )
        assert.deepEqual(actual?.program, expected?.program, name)
      }
    })
  }

  test('the reference computes what the report was measured with', async () => {
    const calibration = imagesFor('squeeze', 4, 5)
    const { program, report } = await compile(architectures.squeeze?.() ?? new Uint8Array(), {
      calibration,
      mostError: 1,
      runtime,
    })
    const [input] = report.inputs
    const scale = input?.encoding
    assert.ok(input && scale && typeof scale !== 'string')
    const bytes = encodeInput(
      [{ name: input.name, shape: input.shape, scale }],
      new Map([[input.name, calibration[0] ?? []]]),
    )
    const output = new Int32Array(evaluate(program, bytes).slice().buffer)
    assert.equal(output.length, 10)
    assert.ok(new Set(output).size > 1)
  })

  test('an average over a whole large image can be judged on chain', async () => {
    const net = new NetBuilder({ x: [1, 3, 26, 26] })
    const wide = net.relu(net.conv('x', [3, 1000], { kernel: 2, stride: 2, pad: 0 }))
    const bytes = net.finish([net.node('GlobalAveragePool', [wide])])
    const random = randomFrom(2)
    const images = (count: number) =>
      Array.from({ length: count }, () => random.values([1, 3, 26, 26]).data)
    const { program, report } = await compile(bytes, {
      calibration: images(8),
      heldOut: images(8),
      runtime,
    })
    const worst = Math.max(...describeSteps(program).map(({ gas }) => gas))
    assert.ok(worst < 12_000_000, `${worst}`)
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.05,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  test('images with a scale for each channel are decoded inside the program', async () => {
    const net = new NetBuilder({ x: [1, 3, 16, 16] })
    const bytes = net.finish([net.classify(net.relu(net.conv('x', [3, 16])), [16, 10])])
    const random = randomFrom(4)
    const encoding = [
      { scale: 1 / (255 * 0.229), zero: 0.485 * 255 },
      { scale: 1 / (255 * 0.224), zero: 0.456 * 255 },
      { scale: 1 / (255 * 0.225), zero: 0.406 * 255 },
    ]
    const images = (count: number) =>
      Array.from({ length: count }, () =>
        random.image([1, 3, 16, 16]).map((byte, i) => {
          const { scale = 1, zero = 0 } = encoding[Math.floor(i / 256)] ?? {}
          return (byte - zero) * scale
        }),
      )
    const { report } = await compile(bytes, {
      calibration: images(24),
      heldOut: images(24),
      encodings: { x: encoding },
      runtime,
    })
    assert.deepEqual(report.inputs[0]?.encoding, encoding)
    assert.ok(
      (report.measured?.outputs[0]?.relative ?? 1) < 0.03,
      `${report.measured?.outputs[0]?.relative}`,
    )
  })

  test('inputs of the wrong size and labels of the wrong number are refused', async () => {
    const model = architectures.squeeze?.() ?? new Uint8Array()
    const calibration = imagesFor('squeeze', 2, 5)
    await assert.rejects(compile(model, { calibration: [new Float32Array(7)], runtime }), {
      name: 'CompileError',
      message: "tensor 'x': calibration input 0 has 7 numbers where [1,3,33,33] needs 3267",
    })
    await assert.rejects(
      compile(model, { calibration, heldOut: calibration, labels: [1], runtime }),
      {
        name: 'CompileError',
        message: 'There are 1 labels for 2 held-out inputs.',
      },
    )
    await assert.rejects(compile(model, { calibration: [], runtime }), {
      message:
        "There is no calibration input; give about a hundred of those that the model will meet (--calibrate <data>), each 'x' of [1,3,33,33].",
    })
    const broken = imagesFor('squeeze', 1, 5)
    broken[0]?.fill(Number.NaN, 3, 4)
    await assert.rejects(compile(model, { calibration: broken, runtime }), {
      message: "tensor 'x': calibration input 0 is NaN at place 3",
    })
  })

  test('calibration inputs far beyond what a given encoding holds are refused', async () => {
    const net = new NetBuilder({ x: [1, 4] })
    const model = net.finish([net.dense('x', [4, 3])])
    const encodings = { x: { scale: 1 / 255, zero: 0 } }
    const compileWith = (largest: number) =>
      compile(model, {
        calibration: Array.from({ length: 8 }, (_, i) => [0, i / 7, 1, (largest * i) / 7]),
        encodings,
        runtime,
      })
    await assert.rejects(compileWith(255), {
      name: 'CompileError',
      message:
        "tensor 'x': the calibration inputs reach from 0 to 255, far beyond its encoding, from 0 to 1; give the numbers that the model takes, or bytes to be decoded (--dtype u8), or another encoding (--scale)",
    })
    const { report } = await compileWith(1.4)
    assert.deepEqual(report.inputs[0]?.encoding, encodings.x)
  })

  test('a model whose decisions would all stay in the float tail is refused with what stands against it', async () => {
    const net = new NetBuilder({ x: [1, 4] })
    const left = net.node('Gather', ['x', net.integers([0, 2])], { axis: 1 })
    const right = net.node('Gather', ['x', net.integers([1, 3])], { axis: 1 })
    const model = net.finish([net.node('Cast', [net.node('Greater', [left, right])], { to: 1 })])
    const calibration = Array.from({ length: 8 }, (_, i) => [i, 3, 7 - i, 2])
    await assert.rejects(compile(model, { calibration, runtime }), {
      name: 'CompileError',
      message:
        /2 problems:\n- the program would only move or look up its input: .* would stay in the float tail.*\n- Greater .*not compared$/,
    })
  })

  test('reasons of every kind come in one round: nodes, data, labels', async () => {
    const net = new NetBuilder({ x: [1, 3, 8, 8] })
    const made = net.relu(net.conv('x', [3, 4]))
    const unread = net.node('Hardmax', [made])
    const kept = net.node('Pow', [net.conv('x', [3, 4]), net.weights([1, 1, 8, 8], 1)])
    const joined = net.node('Concat', [unread, kept], { axis: 1 })
    const bytes = net.finish([net.conv(joined, [8, 2])])
    await assert.rejects(
      compile(bytes, { calibration: [[1, 2]], heldOut: [], labels: [3], runtime }),
      (error: Error) => {
        assert.match(error.message, /^The model has 4 problems:/)
        assert.match(error.message, /- Hardmax 'Hardmax.*is not supported/)
        assert.match(error.message, /- Pow 'Pow.*at most 8 different powers/)
        assert.match(error.message, /- tensor 'x': calibration input 0 has 2 numbers/)
        assert.match(error.message, /- There are 1 labels for 0 held-out inputs/)
        return true
      },
    )
  })

  test('every step that the load gate refuses is named by the node that it is of', async () => {
    const net = new NetBuilder({ x: [1, 160_000] })
    const bytes = net.finish(['x', 'x'].map((input) => net.dense(input, [160_000, 1])))
    const calibration = [new Float32Array(160_000)]
    await assert.rejects(compile(bytes, { calibration, runtime }), (error: Error) => {
      const [, ...lines] = error.message.split('\n')
      assert.equal(lines.length, 2)
      for (const line of lines)
        assert.match(line, /^- MatMul 'Gemm_.*' \(tensor '.*'\): step \d \(MatMul\): one element/)
      return true
    })
  })

  test("what onnxruntime says of a graph of the compiler's own is called the compiler's fault", async () => {
    const net = new NetBuilder({ x: [1, 4] })
    const bytes = net.finish([net.dense('x', [4, 2])])
    const calibration = [[1, 2, 3, 4]]
    const broken = (wanted: (bytes: Uint8Array) => boolean): FloatRuntime => ({
      ...runtime,
      InferenceSession: {
        create: (model, options) =>
          wanted(model)
            ? Promise.reject(new Error('Load model failed'))
            : runtime.InferenceSession.create(model, options),
      },
    })
    const isOriginal = (model: Uint8Array) => model === bytes
    await assert.rejects(compile(bytes, { calibration, runtime: broken(isOriginal) }), {
      name: 'CompileError',
      message: 'onnxruntime cannot load the model: Load model failed',
    })
    const own = broken((model) => !isOriginal(model))
    await assert.rejects(compile(bytes, { calibration, runtime: own }), {
      name: 'Error',
      message: /^The compiler wrote a float graph .* fault is the compiler's, .*Load model failed$/,
    })
  })

  test('a branch that never leaves zero by more than 1e-30 does not stand against the rest', async () => {
    const net = new NetBuilder({ x: [1, 3, 8, 8] })
    const alive = net.relu(net.conv('x', [3, 4]))
    const dead = net.node('Mul', [
      net.conv('x', [3, 4]),
      net.constant(
        [1, 4, 1, 1],
        [0, 1, 2, 3].map((i) => i * 1e-39),
      ),
    ])
    const joined = net.node('Mul', [alive, net.node('Tanh', [dead])])
    const bytes = net.finish([net.conv(net.node('Add', [alive, joined]), [4, 2])])
    const random = randomFrom(5)
    const images = () => Array.from({ length: 8 }, () => random.values([1, 3, 8, 8]).data)
    const { report } = await compile(bytes, { calibration: images(), heldOut: images(), runtime })
    const error = report.measured?.outputs[0]?.relative ?? 1
    assert.ok(error < 0.05, `${error}`)
  })
})
