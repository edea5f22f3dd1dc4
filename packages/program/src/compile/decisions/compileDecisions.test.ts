import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import onnxProto from 'onnx-proto'
import { compileModel } from '../../compileNode.ts'
import { MISSING } from '../../orderedFloat.ts'
import { compareEngines, openEngines } from '../../testing/compareEngines.ts'
import { CompileError } from '../CompileError.ts'
import type { CompileReport } from '../compileReport.ts'
import { encodeInput } from '../encodeInput.ts'
import {
  type Attribute,
  floats,
  integers,
  onnxModel,
  randomFrom,
  type TestNode,
} from '../testing/onnxModel.ts'
import { hardInputs, type RandomTrees, randomTrees, wholeWeights } from '../testing/randomTrees.ts'

const FEATURES = 5
const INPUTS = 300

type Attributes = Record<string, Attribute>

/** Weights of every leaf for the given targets. */
function leafWeights(
  { leaves }: RandomTrees,
  parameters: { prefix: 'class' | 'target'; targets: readonly number[]; weights: number[] },
): Attributes {
  const { prefix, targets, weights } = parameters
  const each = leaves.flatMap((leaf) => targets.map((target) => ({ ...leaf, target })))
  return {
    [`${prefix}_treeids`]: each.map(({ tree }) => tree),
    [`${prefix}_nodeids`]: each.map(({ node }) => node),
    [`${prefix}_ids`]: each.map(({ target }) => target),
    [`${prefix}_weights`]: { floats: each.map((_, i) => weights[i % weights.length] ?? 0) },
  }
}

function classifier(
  attributes: Attributes,
  before: readonly TestNode[] = [],
  shape: readonly (number | string)[] = [1, FEATURES],
): Uint8Array {
  return onnxModel({
    inputs: { x: shape },
    outputs: ['label', 'scores'],
    outputDtypes: { label: 'classlabels_strings' in attributes ? 'string' : 'i64' },
    nodes: [
      ...before,
      {
        op: 'TreeEnsembleClassifier',
        domain: 'ai.onnx.ml',
        inputs: [before.at(-1)?.outputs[0] ?? 'x'],
        outputs: ['label', 'scores'],
        attributes,
      },
    ],
  })
}

function regressor(attributes: Attributes): Uint8Array {
  const op = 'tree_roots' in attributes ? 'TreeEnsemble' : 'TreeEnsembleRegressor'
  return onnxModel({
    inputs: { x: ['batch', FEATURES] },
    outputs: ['y'],
    mlOpset: op === 'TreeEnsemble' ? 5 : 3,
    nodes: [{ op, domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['y'], attributes }],
  })
}

async function report(onnx: Uint8Array, heldOut: readonly Float32Array[]): Promise<CompileReport> {
  return (await compileModel(onnx, { calibration: [], heldOut })).report
}

/** Every answer is the float model's, and no score is further from it than the tolerance. */
async function agrees(
  onnx: Uint8Array,
  trees: RandomTrees,
  tolerance: number,
): Promise<CompileReport> {
  const heldOut = hardInputs(11, INPUTS, FEATURES, trees.thresholds)
  const result = await report(onnx, heldOut)
  const { measured } = result
  assert.equal(measured?.inputs, INPUTS)
  if (measured.outputs.length > 1) assert.equal(measured.agreement, 1)
  for (const { name, largest } of measured.outputs)
    assert.ok(largest <= tolerance, `${name}: ${largest}`)
  return result
}

async function refused(onnx: Uint8Array, reason: RegExp): Promise<void> {
  await assert.rejects(report(onnx, []), (error) => {
    assert.ok(error instanceof CompileError)
    assert.match(error.message, reason)
    return true
  })
}

describe('a classifier of trees', () => {
  const labels = { classlabels_int64s: [0, 1, 2] }
  const scaler = {
    op: 'Scaler',
    domain: 'ai.onnx.ml',
    inputs: ['x'],
    outputs: ['scaled'],
    attributes: {
      offset: { floats: [0, 1.1, -3.3, 0.7, 1e-3] },
      scale: { floats: [1, -0.3, 1 / 3, 700, -1e-3] },
    },
  }

  it('decides as onnxruntime for every mode, at thresholds and one float beside them, and breaks ties alike', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const trees = randomTrees({ seed, trees: 1 + seed * 4, features: FEATURES, depth: 5 })
      const weights = leafWeights(trees, {
        ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(seed, 101) },
      })
      await agrees(classifier({ ...trees.nodes, ...weights, ...labels }), trees, 0)
    }
  })

  it('never answers with a class for which no leaf that was reached has a weight', async () => {
    const trees = randomTrees({ seed: 5, trees: 3, features: FEATURES, depth: 4 })
    const all = trees.leaves.map((leaf, i) => ({ ...leaf, target: (i * 7) % 3 }))
    const attributes = {
      class_treeids: all.map(({ tree }) => tree),
      class_nodeids: all.map(({ node }) => node),
      class_ids: all.map(({ target }) => target),
      class_weights: { floats: all.map((_, i) => -1 - i / 64) },
    }
    await agrees(classifier({ ...trees.nodes, ...attributes, ...labels }), trees, 0)
  })

  it('adds base values, and shows scores through the post-transform', async () => {
    const trees = randomTrees({ seed: 6, trees: 9, features: FEATURES, depth: 4 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(6, 77) },
    })
    for (const transform of ['SOFTMAX', 'LOGISTIC']) {
      const attributes = {
        ...{ ...trees.nodes, ...weights, ...labels, post_transform: transform },
        base_values: { floats: [0.5, -1.25, 0.75] },
      }
      const { tail } = await agrees(classifier(attributes), trees, 1e-6)
      assert.deepEqual(tail, [transform === 'SOFTMAX' ? 'Softmax' : 'Sigmoid'])
    }
  })

  it('with one score for two classes divides them where onnxruntime does', async () => {
    const trees = randomTrees({ seed: 8, trees: 7, features: FEATURES, depth: 4 })
    const two = { classlabels_int64s: [5, 9] }
    for (const [least, transform] of [
      [0, 'NONE'],
      [-64, 'LOGISTIC'],
      [-64, 'NONE'],
    ] as const) {
      for (const target of [0, 1]) {
        const shares = wholeWeights(8, 91, least).map((weight) => weight / (least === 0 ? 8 : 1))
        const weights = leafWeights(trees, {
          ...{ prefix: 'class' as const, targets: [target], weights: shares },
        })
        const attributes = { ...trees.nodes, ...weights, ...two, post_transform: transform }
        await agrees(classifier(attributes), trees, transform === 'NONE' ? 0 : 1e-6)
      }
    }
  })

  it('with a score for each of two classes answers 0 or 1, by the second', async () => {
    const trees = randomTrees({ seed: 9, trees: 7, features: FEATURES, depth: 4 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1], weights: wholeWeights(9, 83) },
    })
    for (const names of [
      [0, 1],
      [5, 9],
    ]) {
      const two = { classlabels_int64s: names }
      await agrees(classifier({ ...trees.nodes, ...weights, ...two }), trees, 0)
    }
  })

  it('answers with the place of a name, and reports the names', async () => {
    const trees = randomTrees({ seed: 10, trees: 4, features: FEATURES, depth: 4 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(10, 83) },
    })
    const names = ['low', 'medium', 'high']
    const attributes = { ...trees.nodes, ...weights, classlabels_strings: { strings: names } }
    const { labels: reported } = await agrees(classifier(attributes), trees, 0)
    assert.deepEqual(reported, names)
  })

  it('gives what scikit-learn is exported with, a map of scores and names out of a list, as numbers', async () => {
    const trees = randomTrees({ seed: 16, trees: 4, features: FEATURES, depth: 4 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(16, 83) },
    })
    const names = ['low', 'medium', 'high']
    const model = onnxProto.onnx.ModelProto.decode(
      classifier({ ...trees.nodes, ...weights, ...labels }),
    )
    const { graph } = model
    assert.ok(graph?.node && graph.initializer && graph.output)
    graph.node.push(
      {
        ...{ opType: 'ArrayFeatureExtractor', domain: 'ai.onnx.ml' },
        ...{ input: ['names', 'label'], output: ['named'] },
      },
      { opType: 'Reshape', input: ['named', 'flat'], output: ['output_label'] },
      { opType: 'ZipMap', domain: 'ai.onnx.ml', input: ['scores'], output: ['output_map'] },
    )
    const stringData = names.map((name) => new TextEncoder().encode(name))
    graph.initializer.push(
      { name: 'names', dataType: 8, dims: [3], stringData },
      { name: 'flat', dataType: 7, dims: [1], int64Data: [-1] },
    )
    const text = { type: { tensorType: { elemType: 8 } } }
    graph.output = [{ name: 'output_label', ...text }, { name: 'output_map' }]
    const exported = onnxProto.onnx.ModelProto.encode(model).finish()
    const { labels: reported, outputs, notes } = await agrees(exported, trees, 0)
    assert.deepEqual(reported, names)
    assert.deepEqual(outputs.map(({ name }) => name).toSorted(), ['label', 'scores'])
    assert.match(notes.join(' '), /Instead of 'output_map' the numbers .* 'scores'/)
  })

  it('gives other labels than places through the tail', async () => {
    const trees = randomTrees({ seed: 10, trees: 4, features: FEATURES, depth: 4 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(10, 83) },
    })
    const attributes = { ...trees.nodes, ...weights, classlabels_int64s: [7, -3, 40] }
    const { outputs } = await agrees(classifier(attributes), trees, 0)
    assert.deepEqual(outputs.map(({ name }) => name).toSorted(), ['label/place', 'scores'])
  })

  it('sends missing values where onnxruntime does, by every mode and rule, after a Scaler too', async () => {
    const random = randomFrom(14)
    for (const seed of [14, 15]) {
      const trees = randomTrees({ seed, trees: 9, features: FEATURES, depth: 5 })
      const count = (trees.nodes.nodes_treeids as number[]).length
      const weights = leafWeights(trees, {
        ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(seed, 83) },
      })
      const tracks = Array.from({ length: count }, () => (random.next() < 0.5 ? 1 : 0))
      const attributes = {
        ...{ ...trees.nodes, ...weights, ...labels },
        ...(seed === 14 ? { nodes_missing_value_tracks_true: tracks } : {}),
      }
      const before = seed === 14 ? [] : [scaler]
      const heldOut = hardInputs(seed, INPUTS, FEATURES, trees.thresholds).map((input) =>
        input.map((value) => (random.next() < 0.3 ? Number.NaN : value)),
      )
      const { measured, inputs } = await report(classifier(attributes, before), heldOut)
      assert.equal(measured?.agreement, 1)
      assert.equal(measured.outputs[1]?.largest, 0)
      assert.equal(inputs[0]?.encoding, 'order-missing')
    }
  })

  it('takes a Scaler before it, of any sign, by moving the thresholds', async () => {
    const trees = randomTrees({ seed: 12, trees: 9, features: FEATURES, depth: 5 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(12, 83) },
    })
    await agrees(classifier({ ...trees.nodes, ...weights, ...labels }, [scaler]), trees, 0)
  })

  it('refuses a Normalizer before it, with the reason', async () => {
    const trees = randomTrees({ seed: 12, trees: 2, features: FEATURES, depth: 3 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: [1] },
    })
    const before = { op: 'Normalizer', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['n'] }
    await refused(
      classifier({ ...trees.nodes, ...weights, ...labels }, [before]),
      /Normalizer.*norm of all/,
    )
  })

  it('asks for the number of features where the file leaves it open', async () => {
    const trees = randomTrees({ seed: 12, trees: 2, features: FEATURES, depth: 3 })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: [1] },
    })
    const onnx = classifier({ ...trees.nodes, ...weights, ...labels }, [], ['batch', 'features'])
    await refused(onnx, /axes 1 of the input have no fixed size/)
    const { report: known } = await compileModel(onnx, {
      ...{ calibration: [], shapes: { x: [3, FEATURES] } },
      heldOut: hardInputs(12, 40, 3 * FEATURES, trees.thresholds),
    })
    assert.equal(known.measured?.agreement, 1)
  })

  it('refuses nodes that are no trees', async () => {
    const trees = randomTrees({
      seed: 13,
      trees: 1,
      features: FEATURES,
      depth: 2,
      modes: ['BRANCH_LT'],
    })
    const weights = leafWeights(trees, {
      ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: [1] },
    })
    const good = { ...trees.nodes, ...weights, ...labels }
    const back = (trees.nodes.nodes_truenodeids as number[]).with(0, 0)
    await refused(classifier({ ...good, nodes_truenodeids: back }), /reached in two ways/)
    await refused(classifier({ ...good, nodes_falsenodeids: [99] }), /nodes_falsenodeids where/)
    const features = (trees.nodes.nodes_featureids as number[]).map(() => FEATURES)
    await refused(classifier({ ...good, nodes_featureids: features }), /feature 5 of 5/)
    const classes = (weights.class_ids as number[]).with(0, 3)
    await refused(classifier({ ...good, class_ids: classes }), /a weight for 3, of 3/)
  })
})

describe('a regressor of trees', () => {
  it('is nearer to the sum of its leaves than onnxruntime itself', async () => {
    const trees = randomTrees({ seed: 21, trees: 40, features: FEATURES, depth: 5 })
    const random = randomFrom(21)
    const weights = Array.from({ length: 211 }, () => Math.fround(random.normal()))
    const attributes = {
      ...trees.nodes,
      ...leafWeights(trees, { prefix: 'target', targets: [0, 1], weights }),
      n_targets: 2,
      base_values: { floats: [0.3, -7] },
    }
    const most = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0)
    // 40 roundings of sums of up to 40 leaves, to 24 bits each.
    await agrees(regressor(attributes), trees, 40 * 40 * most * 2 ** -24)
  })

  it('averages, for one target and for more', async () => {
    for (const targets of [[0], [0, 1, 2]]) {
      const trees = randomTrees({ seed: 22, trees: 16, features: FEATURES, depth: 4 })
      const attributes = {
        ...trees.nodes,
        ...leafWeights(trees, { prefix: 'target', targets, weights: wholeWeights(22, 77) }),
        n_targets: targets.length,
        aggregate_function: 'AVERAGE',
        base_values: { floats: targets.map((target) => target - 0.5) },
      }
      await agrees(regressor(attributes), trees, 0)
    }
  })

  it('takes a TreeEnsemble, in which leaves have a list of their own', async () => {
    const trees = randomTrees({ seed: 23, trees: 12, features: FEATURES, depth: 5 })
    const count = trees.leaves.length
    const attributes = {
      ...trees.indexed,
      leaf_targetids: trees.leaves.map((_, i) => i % 2),
      leaf_weights: { tensor: floats([count], wholeWeights(23, count)) },
      n_targets: 2,
      aggregate_function: 1,
    }
    await agrees(regressor(attributes), trees, 0)
  })

  it('refuses another way to join trees than sums', async () => {
    const trees = randomTrees({ seed: 24, trees: 3, features: FEATURES, depth: 3 })
    const attributes = {
      ...trees.nodes,
      ...leafWeights(trees, { prefix: 'target', targets: [0], weights: [1] }),
      aggregate_function: 'MIN',
    }
    await refused(regressor(attributes), /joined by MIN/)
  })
})

const TREES = 6
const DEPTH = 4

/** All trees of one depth, walked level by level, in the forms that Hummingbird writes. */
function tensors(
  form: 'index' | 'one-hot' | 'children',
  classes: 'softmax' | 'sigmoid' | 'shares' = 'softmax',
): { onnx: Uint8Array; thresholds: number[] } {
  const columns = classes === 'softmax' ? 2 : 1
  const random = randomFrom(31)
  const thresholds = Array.from({ length: 9 }, () => Math.fround(random.normal()))
  const pick = (count: number) => Math.floor(random.next() * count)
  const constants: Record<string, ReturnType<typeof floats>> = {
    roots: integers(Array.from({ length: TREES }, (_, tree) => tree)),
    flat: integers([-1]),
    rows: integers([1, TREES]),
    two: integers([2], []),
    depth: integers([FEATURES], []),
    hot: integers([0, 1]),
    shape: integers([1, TREES, columns]),
    leaves: floats(
      [TREES * 2 ** DEPTH, columns],
      wholeWeights(31, TREES * 2 ** DEPTH * columns, classes === 'shares' ? 0 : -64),
    ),
    one: floats([], [classes === 'shares' ? TREES : 1]),
  }
  const nodes: TestNode[] = [{ op: 'Unsqueeze', inputs: ['x', 'two_axis'], outputs: ['column'] }]
  constants.two_axis = integers([2])
  let at = 'roots'
  for (let level = 0; level < DEPTH; level++) {
    const states = TREES * 2 ** level
    const name = (what: string) => `${what}_${level}`
    constants[name('feature')] = integers(Array.from({ length: states }, () => pick(FEATURES)))
    constants[name('threshold')] = floats(
      [states],
      Array.from({ length: states }, () => thresholds[pick(9)] ?? 0),
    )
    constants[name('left')] = integers(Array.from({ length: states }, (_, state) => state * 2))
    constants[name('right')] = integers(Array.from({ length: states }, (_, state) => state * 2 + 1))
    const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}) =>
      nodes.push({ op, inputs, outputs: [name(output)], attributes })
    node('Gather', [name('feature'), at], 'feature_at', { axis: 0 })
    if (form === 'one-hot') {
      node('Reshape', [name('feature_at'), 'rows'], 'feature_row')
      node('OneHot', [name('feature_row'), 'depth', 'hot'], 'hot', { axis: 1 })
      node('Cast', [name('hot')], 'hot_float', { to: 1 })
      node('Mul', ['column', name('hot_float')], 'product')
      node('ReduceSum', [name('product'), 'one_axis'], 'chosen', { keepdims: 0 })
    } else {
      node('Reshape', [name('feature_at'), 'rows'], 'feature_row')
      node('GatherElements', ['x', name('feature_row')], 'chosen', { axis: 1 })
    }
    constants.one_axis = integers([1])
    node('Reshape', [name('chosen'), 'flat'], 'value')
    node('Gather', [name('threshold'), at], 'bound', { axis: 0 })
    if (form === 'children') {
      node('GreaterOrEqual', [name('value'), name('bound')], 'goes')
      node('Gather', [name('left'), at], 'left_at', { axis: 0 })
      node('Gather', [name('right'), at], 'right_at', { axis: 0 })
      node('Where', [name('goes'), name('right_at'), name('left_at')], 'next')
    } else {
      node('Greater', [name('value'), name('bound')], 'above')
      node('Not', [name('above')], 'goes')
      node('Cast', [name('goes')], 'moved', { to: 7 })
      node('Mul', [at, 'two'], 'doubled')
      node('Add', [name('doubled'), name('moved')], 'next')
    }
    at = name('next')
  }
  nodes.push(
    { op: 'Gather', inputs: ['leaves', at], outputs: ['leaf'], attributes: { axis: 0 } },
    { op: 'Reshape', inputs: ['leaf', 'shape'], outputs: ['grouped'] },
    {
      op: 'ReduceSum',
      inputs: ['grouped', 'one_axis'],
      outputs: ['sums'],
      attributes: { keepdims: 0 },
    },
  )
  if (classes === 'softmax')
    nodes.push({
      ...{ op: 'Softmax', inputs: ['sums'], outputs: ['scores'], attributes: { axis: 1 } },
    })
  else {
    const share = classes === 'sigmoid' ? 'share' : 'sums'
    if (share === 'share') nodes.push({ op: 'Sigmoid', inputs: ['sums'], outputs: ['share'] })
    nodes.push(
      { op: 'Sub', inputs: ['one', share], outputs: ['rest'] },
      { op: 'Concat', inputs: ['rest', share], outputs: ['scores'], attributes: { axis: 1 } },
    )
  }
  nodes.push({
    op: 'ArgMax',
    inputs: ['scores'],
    outputs: ['label'],
    attributes: { axis: 1, keepdims: 0 },
  })
  const onnx = onnxModel({
    ...{ inputs: { x: [1, FEATURES] }, outputs: ['label', 'scores'], nodes, constants },
    outputDtypes: { label: 'i64' },
  })
  return { onnx, thresholds }
}

describe('trees as tensors', () => {
  for (const form of ['index', 'one-hot', 'children'] as const) {
    it(`are walked in the program, chosen by ${form}`, async () => {
      const { onnx, thresholds } = tensors(form)
      // A one-hot times infinity is no number in the float model.
      const heldOut = hardInputs(32, INPUTS, FEATURES, thresholds).map((input) =>
        input.map((value) => (Number.isFinite(value) ? value : 1e30)),
      )
      const { measured, tail, comparisons } = await report(onnx, heldOut)
      assert.equal(measured?.agreement, 1)
      assert.ok((measured.outputs[1]?.largest ?? 1) < 1e-6)
      assert.deepEqual(tail, ['Softmax'])
      assert.ok(comparisons >= TREES * DEPTH)
    })
  }
})

describe('two classes of one score', () => {
  it('are decided in the program, whether shown through a sigmoid or as shares', async () => {
    for (const [classes, tail] of [
      ['sigmoid', ['Sigmoid', 'Sub', 'Concat']],
      ['shares', []],
    ] as const) {
      const { onnx, thresholds } = tensors('index', classes)
      const heldOut = hardInputs(33, INPUTS, FEATURES, thresholds)
      const { measured, tail: shown, outputs } = await report(onnx, heldOut)
      assert.equal(measured?.agreement, 1)
      assert.deepEqual(shown, tail)
      assert.ok(outputs.some(({ name }) => name === 'label'))
    }
  })
})

describe('a program of trees', () => {
  it('gives the same bits as the reference on every engine, for any bytes', async () => {
    const trees = randomTrees({ seed: 41, trees: 30, features: FEATURES, depth: 6 })
    const count = (trees.nodes.nodes_treeids as number[]).length
    const attributes = {
      ...trees.nodes,
      ...leafWeights(trees, {
        ...{ prefix: 'class' as const, targets: [0, 1, 2], weights: wholeWeights(41, 97) },
      }),
      nodes_missing_value_tracks_true: Array.from({ length: count }, (_, i) => i % 2),
      classlabels_int64s: [0, 1, 2],
    }
    const { program, report: described } = await compileModel(classifier(attributes), {
      calibration: [],
    })
    const [input] = described.inputs
    assert.ok(input)
    const order = 'order-missing' as const
    const rows = hardInputs(42, 12, FEATURES, trees.thresholds).map((row) =>
      encodeInput([{ name: 'x', shape: input.shape, order }], new Map([['x', row]])),
    )
    const random = randomFrom(43)
    const noise = rows[0]?.map(() => Math.floor(random.next() * 256)) ?? new Uint8Array()
    const missing = new Uint8Array(Int32Array.from({ length: FEATURES }, () => MISSING).buffer)
    const engines = await openEngines(program)
    try {
      const compared = await compareEngines(program, engines, [...rows, noise, missing])
      assert.equal(compared, (rows.length + 2) * engines.length * program.steps.length)
    } finally {
      for (const { session } of engines) await session.close()
    }
  })
})

describe('inputs that are always the same', () => {
  it('are given to the float model that a program of comparisons is held against', async () => {
    const bytes = onnxModel({
      inputs: { x: [1, 3], bounds: [1, 3] },
      outputs: ['y'],
      nodes: [
        { op: 'Greater', inputs: ['x', 'bounds'], outputs: ['above'] },
        { op: 'Cast', inputs: ['above'], outputs: ['y'], attributes: { to: 1 } },
      ],
    })
    const { report } = await compileModel(bytes, {
      calibration: [],
      heldOut: [{ x: [0, 2, -3] }, { x: [4, 1, 5] }],
      freeze: { bounds: [1] },
    })
    assert.equal(report.measured?.outputs[0]?.largest, 0)
    assert.ok(report.comparisons > 0)
  })
})

describe('encodeInput', () => {
  it('writes numbers by order, and refuses what is not a number in a sentence', () => {
    const inputs = [{ name: 'x', shape: [1, 2], order: 'order' as const }]
    const bytes = encodeInput(inputs, new Map([['x', [1, -0]]]))
    assert.deepEqual([...new Int32Array(bytes.buffer)], [0x3f800000, 0])
    assert.throws(
      () => encodeInput(inputs, new Map([['x', [1, Number.NaN]]])),
      /tensor 'x': number 1 is not a number; fill in/,
    )
    const missing = [{ name: 'x', shape: [1, 1], order: 'order-missing' as const }]
    const encoded = encodeInput(missing, new Map([['x', [Number.NaN]]]))
    assert.deepEqual([...new Int32Array(encoded.buffer)], [MISSING])
  })
})
