import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sampleModels, toFloatInput } from '@assay/models'
import { moveWeightsOut, NetBuilder, onnxModel, randomFrom } from '@assay/program/testing'
import { ServiceError } from '@assay/service'
import { CommanderError } from 'commander'
import { modelCommand } from './modelCommand.ts'

const SIZE = 28 * 28
const digits = sampleModels.find(({ name }) => name === 'digits')
const model = new URL('../../../../models/digits/model.onnx', import.meta.url).pathname

let folder = ''
const path = (name: string) => join(folder, name)

/** Runs `assay model …` and gives what it answered. */
async function run(...args: string[]): Promise<string> {
  const written: string[] = []
  const command = modelCommand((text) => written.push(text))
  for (const each of [command, ...command.commands]) each.configureOutput({ writeErr: () => {} })
  await command.exitOverride().parseAsync(args, { from: 'user' })
  return written.join('')
}

function npy(shape: readonly number[], values: Float32Array): Uint8Array {
  const plain = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const header = `${plain.padEnd(128 - 10 - 1)}\n`
  const head = Buffer.from(`\u0093NUMPY\u0001\u0000\u0000\u0000${header}`, 'latin1')
  head.writeUInt16LE(header.length, 8)
  return Buffer.concat([head, new Uint8Array(values.buffer)])
}

describe('assay model', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-model-'))
    if (!digits) throw new Error('There is no sample called digits.')
    const drawn = Array.from({ length: 60 }, (_, seed) =>
      digits.draw({ seed, split: 'calibration' }),
    )
    const all = drawn.map(({ bytes }) => toFloatInput(digits.card.input, bytes))
    const joined = new Float32Array(all.length * SIZE)
    all.forEach((numbers, i) => {
      joined.set(numbers, i * SIZE)
    })
    writeFileSync(path('digits.npy'), npy([60, 1, 28, 28], joined))
    writeFileSync(path('digits.bin'), new Uint8Array(joined.buffer))
    writeFileSync(path('bytes.bin'), Buffer.concat(drawn.map(({ bytes }) => bytes)))
    writeFileSync(path('labels.txt'), drawn.map(({ label }) => label).join('\n'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('compiles, measures and inspects a model', async () => {
    writeFileSync(
      path('card.json'),
      JSON.stringify({ title: 'Digits', input: { encoding: { scale: 1, zero: 0 } } }),
    )
    const printed = await run(
      ...['compile', model, '--calibrate', path('digits.npy'), '--held-out', path('digits.npy')],
      ...[
        '--labels',
        path('labels.txt'),
        '--out',
        path('digits.assay'),
        '--card',
        path('card.json'),
        '--json',
      ],
    )
    const result = JSON.parse(printed)
    assert.equal(result.bytes, readFileSync(path('digits.assay')).length)
    assert.equal(result.report.measured.inputs, 60)
    assert.ok(result.report.measured.agreement > 0.95)
    const card = JSON.parse(readFileSync(path('card.json'), 'utf8'))
    assert.equal(card.title, 'Digits')
    assert.equal(card.program.file.modelId, result.modelId)
    assert.equal(card.program.measured.agreement, result.report.measured.agreement)

    const inspected = JSON.parse(await run('inspect', path('digits.assay'), '--json'))
    assert.equal(inspected.modelId, result.modelId)
    assert.equal(inspected.multiplyAdds, result.report.multiplyAdds)
    assert.equal(inspected.steps.length, result.report.steps)
    assert.deepEqual(inspected.measured, card.program.measured)
    assert.match(await run('inspect', path('digits.assay')), /Conv2d +input weight 0/)
  })

  test('figures are shown only of the program that their card names', async () => {
    const folder = mkdtempSync(path('cards-'))
    const program = join(folder, 'program.assay')
    const card = join(folder, 'card.json')
    const committed = new URL('../../../../models/digits/', import.meta.url).pathname
    copyFileSync(join(committed, 'program.assay'), program)
    copyFileSync(join(committed, 'card.json'), card)
    const { program: own } = JSON.parse(readFileSync(card, 'utf8'))
    const inspect = async (...options: string[]) =>
      JSON.parse(await run('inspect', program, '--json', ...options))
    assert.deepEqual((await inspect()).measured, own.measured)

    const cards: [object, RegExp][] = [
      [
        { program: { ...own, file: { modelId: `0x${'1'.repeat(64)}` } } },
        /The card .*card\.json belongs to another program, 0x1{64}/,
      ],
      [{ program: { measured: own.measured } }, /The card .*card\.json names no program/],
    ]
    for (const [content, sentence] of cards) {
      writeFileSync(card, JSON.stringify(content))
      const { measured, note } = await inspect()
      assert.equal(measured, undefined)
      assert.match(note, sentence)
      const text = await run('inspect', program)
      assert.match(text, sentence)
      assert.doesNotMatch(text, /accuracy/)
      await assert.rejects(
        run('inspect', program, '--card', card),
        (error: unknown) =>
          error instanceof ServiceError && error.exitCode === 2 && sentence.test(error.message),
      )
    }
    assert.deepEqual((await inspect('--card', join(committed, 'card.json'))).measured, own.measured)
  })

  test('a card says how the compiler encoded the input, and names the float rest', async () => {
    const random = randomFrom(3)
    const inputs = Array.from({ length: 16 }, () => random.values([1, 6]).data)
    const joined = Float32Array.from(inputs.flatMap((values) => [...values]))
    writeFileSync(path('rows.npy'), npy([16, 6], joined))
    const net = new NetBuilder({ x: [1, 6] })
    writeFileSync(path('net.onnx'), net.finish([net.softmax(net.dense('x', [6, 3]), 1)]))
    const card = path('net.json')
    const compile = async (input: object | undefined, ...options: string[]) => {
      writeFileSync(card, JSON.stringify({ name: 'net', ...(input ? { input } : {}) }))
      const printed = await run(
        ...['compile', path('net.onnx'), '--calibrate', path('rows.npy'), '--json'],
        ...['--out', path('net.assay'), '--card', card, '--most-error', '0.5', ...options],
      )
      return { result: JSON.parse(printed), card: JSON.parse(readFileSync(card, 'utf8')) }
    }
    const chosen = await compile({ name: 'x' })
    const scales = chosen.result.report.inputs[0].encoding
    assert.equal(scales.length, 6)
    assert.deepEqual(chosen.card.input, { name: 'x', features: scales })
    const tail = readFileSync(path('net.tail.onnx'))
    assert.deepEqual(chosen.card.program.tail, {
      name: 'net.tail.onnx',
      sha256: createHash('sha256').update(tail).digest('hex'),
      bytes: tail.length,
    })
    assert.deepEqual((await compile(undefined)).card.input, { features: scales })
    // What was written is what the next compilation takes.
    const again = await compile(chosen.card.input)
    assert.equal(again.result.modelId, chosen.result.modelId)

    const asked = await compile({ name: 'x', features: scales }, '--scale', '0.05,128')
    assert.deepEqual(asked.card.input, { name: 'x', encoding: { scale: 0.05, zero: 128 } })
    const named = { features: scales.map((one: object, i: number) => ({ name: `f${i}`, ...one })) }
    assert.deepEqual((await compile(named)).card.input, named)
  })

  test('trees need no calibration, and their card says how numbers are encoded and what classes are called', async () => {
    const attributes = {
      nodes_treeids: [0, 0, 0],
      nodes_nodeids: [0, 1, 2],
      nodes_featureids: [1, 0, 0],
      nodes_values: { floats: [0.1, 0, 0] },
      nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
      nodes_truenodeids: [1, 0, 0],
      nodes_falsenodeids: [2, 0, 0],
      class_treeids: [0, 0],
      class_nodeids: [1, 2],
      class_ids: [2, 1],
      class_weights: { floats: [1, 1] },
      classlabels_strings: { strings: ['low', 'medium', 'high'] },
    }
    const tree = onnxModel({
      ...{ inputs: { x: ['batch', 2] }, outputs: ['label', 'scores'] },
      outputDtypes: { label: 'string' },
      nodes: [
        {
          ...{ op: 'TreeEnsembleClassifier', domain: 'ai.onnx.ml', inputs: ['x'], attributes },
          outputs: ['label', 'scores'],
        },
      ],
    })
    writeFileSync(path('tree.onnx'), tree)
    writeFileSync(path('rows.npy'), npy([4, 2], Float32Array.of(0, 0.1, 9, 0.11, -3, -7, 1, 2)))
    const card = path('tree.json')
    const compile = async (content: object, ...options: string[]) => {
      writeFileSync(card, JSON.stringify({ name: 'tree', ...content }))
      const printed = await run(
        ...['compile', path('tree.onnx'), '--held-out', path('rows.npy'), '--card', card],
        ...['--out', path('tree.assay'), '--json', ...options],
      )
      return { result: JSON.parse(printed), card: JSON.parse(readFileSync(card, 'utf8')) }
    }
    const { result, card: written } = await compile({})
    assert.equal(result.report.measured.agreement, 1)
    assert.equal(result.report.comparisons, 1)
    const bytes = { shape: [1, 2], dtype: 'i32' }
    assert.deepEqual(written.input, { bytes, encoding: 'order-missing' })
    assert.deepEqual(written.labels, ['low', 'medium', 'high'])
    assert.equal(written.program.calibration, undefined)
    // What was written is what the next compilation takes; names of one's own stay.
    const again = await compile({ input: { encoding: 'order-missing' }, labels: ['a', 'b', 'c'] })
    assert.equal(again.result.modelId, result.modelId)
    assert.deepEqual(again.card.labels, ['a', 'b', 'c'])
    // So do names and units of its numbers, which need no scale.
    const features = [{ name: 'age', unit: 'years', low: 0, high: 90 }, { name: 'debt' }]
    const named = await compile({ input: { features } })
    assert.deepEqual(named.card.input, { bytes, features, encoding: 'order-missing' })
    assert.equal(named.result.modelId, result.modelId)
    await assert.rejects(compile({}, '--scale', '0.1'), /its numbers are compared as they are/)
  })

  test('the same numbers give the same program, in whichever form they come', async () => {
    const ids: string[] = []
    for (const [file, ...options] of [
      ['digits.npy'],
      ['digits.bin'],
      ['bytes.bin', '--dtype', 'u8'],
      ['bytes.bin', '--dtype', 'u8', '--layout', 'nhwc'],
    ]) {
      const out = path('same.assay')
      const printed = await run(
        'compile',
        model,
        '--calibrate',
        path(file ?? ''),
        '--out',
        out,
        '--json',
        ...options,
      )
      ids.push(JSON.parse(printed).modelId)
    }
    assert.equal(new Set(ids).size, 1)
  })

  test('what cannot be read or compiled is said with an exit code', async () => {
    const refused = async (exitCode: number, message: RegExp, ...args: string[]) => {
      await assert.rejects(run(...args), (error: unknown) => {
        assert.ok(error instanceof ServiceError, `${error}`)
        assert.equal(error.exitCode, exitCode)
        assert.match(error.message, message)
        return true
      })
    }
    const data = ['--calibrate', path('digits.npy'), '--out', path('x.assay')]
    await refused(3, /none\.onnx does not exist/, 'compile', path('none.onnx'), ...data)
    await refused(3, /none\.npy does not exist/, 'compile', model, '--calibrate', path('none.npy'))
    await refused(3, /none\.assay does not exist/, 'inspect', path('none.assay'))
    await refused(
      2,
      /cannot be compiled, for a reason:\n {2}The file is not/,
      'compile',
      path('digits.npy'),
      ...data,
    )
    const net = new NetBuilder({ x: [1, 160_000] })
    writeFileSync(path('wide.onnx'), net.finish([net.dense('x', [160_000, 1])]))
    writeFileSync(path('wide.bin'), new Uint8Array(160_000))
    await refused(
      2,
      /wide\.onnx cannot be compiled, for a reason:\n {2}MatMul '[^\n]*one element would cost the referee [^\n]*\.$/,
      ...['compile', path('wide.onnx'), '--calibrate', path('wide.bin'), '--dtype', 'u8'],
      ...['--out', path('x.assay')],
    )
    writeFileSync(path('odd.bin'), new Uint8Array(1000))
    await refused(2, /not whole inputs of 784/, 'compile', model, '--calibrate', path('odd.bin'))
    await refused(2, /This is not the file of an exact program/, 'inspect', path('digits.npy'))
    writeFileSync(path('cut.npy'), readFileSync(path('digits.npy')).subarray(0, 5000))
    await refused(
      2,
      /it holds 4872 bytes where shape \(60, 1, 28, 28\) needs 188160/,
      'compile',
      model,
      '--calibrate',
      path('cut.npy'),
    )
    await refused(
      2,
      /no \.npy, \.bin or \.pb file/,
      'compile',
      model,
      '--calibrate',
      mkdtempSync(join(folder, 'empty-')),
    )
    await assert.rejects(run('compile'), CommanderError)
    await refused(
      2,
      /There is no calibration input; [^\n]*\(--calibrate <data>\), each 'input' of \[1,1,28,28\]\.$/,
      ...['compile', model],
    )
  })

  test('an input without a size, an operator that no program has and missing data are told in one round', async () => {
    const net = new NetBuilder({ x: [1, 'n'], image: [1, 1, 8, 8] })
    const sorted = net.node('TopK', [net.node('Flatten', ['image']), net.integers([64])], {})
    const both = net.node('Concat', [net.dense(sorted, [64, 4]), 'x'], { axis: 1 })
    writeFileSync(path('open.onnx'), net.finish([net.dense(both, [12, 3])]))
    const open =
      /tensor 'x': axes 1 of the input have no fixed size; give its shape \(--shape x=1,…\)/
    const sort = /\n {2}TopK /
    const data = /\n {2}There is no calibration input/
    const refusal = async (...options: string[]) => {
      const error = await run('compile', path('open.onnx'), ...options).then(
        () => assert.fail('it was compiled'),
        (cause: Error) => cause.message,
      )
      for (const reason of [open, sort]) assert.match(error, reason)
      return error
    }
    assert.match(await refusal(), data)
    assert.doesNotMatch(await refusal('--calibrate', path('digits.npy')), data)
  })

  test('a model of several inputs takes a folder with data for each, but for what is frozen', async () => {
    const net = new NetBuilder({ left: [1, 6], 'right:0': [1, 2], rate: [] })
    const joined = net.node('Concat', ['left', 'right:0'], { axis: 1 })
    const scaled = net.node('Mul', [net.dense(joined, [8, 3]), 'rate'])
    writeFileSync(path('two.onnx'), net.finish([scaled]))
    const data = mkdtempSync(path('two-'))
    const random = randomFrom(4)
    const rows = (count: number, size: number) =>
      npy([count, size], Float32Array.from(random.values([count, size]).data))
    const compile = (...options: string[]) =>
      run('compile', path('two.onnx'), '--calibrate', data, '--out', path('two.assay'), ...options)
    const refused = (message: RegExp, ...options: string[]) =>
      assert.rejects(compile(...options), { name: 'ServiceError', exitCode: 2, message })
    await refused(/holds nothing for the input 'left'\. Put left\.npy, right_0\.npy, rate\.npy/)
    writeFileSync(join(data, 'left.npy'), rows(16, 6))
    writeFileSync(join(data, 'right_0.npy'), rows(15, 2))
    await refused(/there are 16 of 'left' and 15 of 'right:0'/, '--freeze', 'rate=2')
    writeFileSync(join(data, 'right_0.npy'), rows(16, 2))
    const { report } = JSON.parse(await compile('--freeze', 'rate=2', '--json'))
    assert.deepEqual(
      report.inputs.map(({ name }: { name: string }) => name),
      ['left', 'right:0'],
    )
    assert.deepEqual(report.notes, ["Input 'rate' is fixed to 2."])
    await refused(
      /'rat': it is frozen \(--freeze\), but the model has no such input/,
      ...['--freeze', 'rat=2'],
      ...['--freeze', 'rate=1'],
    )
  })

  test('data whose axes lie in another order is refused with the option that takes them', async () => {
    const net = new NetBuilder({ x: [1, 3, 4, 5] })
    writeFileSync(path('image.onnx'), net.finish([net.conv('x', [3, 2])]))
    const file = path('image.npy')
    const compile = (shape: readonly number[], ...options: string[]) => {
      const size = shape.reduce((a, b) => a * b, 1)
      writeFileSync(file, npy(shape, Float32Array.from(randomFrom(1).values([size]).data)))
      const out = ['--out', path('image.assay'), '--json']
      return run('compile', path('image.onnx'), '--calibrate', file, ...out, ...options)
    }
    const refused = (message: RegExp, shape: readonly number[], ...options: string[]) =>
      assert.rejects(compile(shape, ...options), { name: 'ServiceError', exitCode: 2, message })
    await refused(/shape \(2, 4, 5, 3\) is not .*\[1,3,4,5\].* Say --layout nhwc/, [2, 4, 5, 3])
    await refused(/Say --layout nchw/, [2, 3, 4, 5], '--layout', 'nhwc')
    await refused(/with the axes in the order of the model/, [2, 3, 5, 4])
    const shapes = [[2, 3, 4, 5], [3, 4, 5], [2, 1, 3, 4, 5], [2, 60], [120]]
    for (const shape of shapes) assert.ok(JSON.parse(await compile(shape)).modelId)
    assert.ok(JSON.parse(await compile([2, 4, 5, 3], '--layout', 'nhwc')).modelId)
  })

  test('a program that answers worse than it may is warned of, on its card too', async () => {
    const net = new NetBuilder({ x: [1, 4] })
    writeFileSync(
      path('loose.onnx'),
      net.finish([net.dense(net.relu(net.dense('x', [4, 8])), [8, 3])]),
    )
    const rows = Float32Array.from(randomFrom(2).values([40, 4]).data)
    writeFileSync(path('loose.npy'), npy([40, 4], rows))
    const card = path('loose.json')
    const compile = async (task: string, ...options: string[]) => {
      writeFileSync(card, JSON.stringify({ task }))
      const files = ['--calibrate', path('loose.npy'), '--out', path('loose.assay'), '--card', card]
      const { report } = JSON.parse(
        await run('compile', path('loose.onnx'), ...files, '--json', ...options),
      )
      return { report, program: JSON.parse(readFileSync(card, 'utf8')).program }
    }
    const strict = await compile('anything', '--most-error', '0.0001')
    assert.match(
      strict.report.warnings[0],
      /^The error of 't\d+' is .* at most 0\.01 % is expected\.$/,
    )
    assert.deepEqual(strict.program.warnings, strict.report.warnings)
    assert.equal(strict.program.verified, 1)
    const plain = await compile('anything', '--most-error', '1')
    assert.deepEqual([plain.report.warnings, plain.program.warnings], [[], undefined])
    const named = await compile('tabular-regression')
    assert.equal(named.report.measured.task.name, 'correlation')
    assert.equal(named.program.measured.correlation, named.report.measured.task.value)
    assert.equal(
      (await compile('tabular-regression', '--task', 'image')).report.measured.task.name,
      'PSNR',
    )
  })

  test('weights in other files are read from the folder of the model and from nowhere else', async () => {
    const folder = mkdtempSync(path('external-'))
    const net = new NetBuilder({ x: [1, 4] })
    const inside = net.finish([net.dense('x', [4, 3])])
    const at = (location: string) => moveWeightsOut(inside, { location })
    writeFileSync(join(folder, 'weights.bin'), at('').weights)
    writeFileSync(path('secret.bin'), at('').weights)
    symlinkSync(path('secret.bin'), join(folder, 'link.bin'))
    writeFileSync(
      path('four.npy'),
      npy([8, 4], Float32Array.from(randomFrom(3).values([8, 4]).data)),
    )
    const compile = (bytes: Uint8Array) => {
      writeFileSync(join(folder, 'net.onnx'), bytes)
      return run('compile', join(folder, 'net.onnx'), '--calibrate', path('four.npy'), '--json')
    }
    const { modelId } = JSON.parse(await compile(inside))
    assert.equal(JSON.parse(await compile(at('weights.bin').onnx)).modelId, modelId)
    for (const [location, message] of [
      ['../secret.bin', /outside of the model's folder/],
      [path('secret.bin'), /outside of the model's folder/],
      ['link.bin', /a link that leads out of the model's folder/],
      ['none.bin', /'none\.bin', which is not in the model's folder/],
    ] as const)
      await assert.rejects(compile(at(location).onnx), {
        name: 'ServiceError',
        exitCode: 2,
        message,
      })
  })
})
