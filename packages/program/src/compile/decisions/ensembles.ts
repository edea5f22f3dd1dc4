import { sizeOf } from '../floatGraph.ts'
import { NodeProblem, type NodeReader } from '../import/NodeReader.ts'
import type { DecisionContext } from './DecisionContext.ts'
import type { Codes, Fixed, Whole } from './Exact.ts'
import { emitTrees, LARGEST, type Sums } from './emitTrees.ts'
import { layTrees } from './layTrees.ts'
import { after, type Reading, whole } from './Reading.ts'
import { readIndexedTrees, readNamedTrees } from './readTrees.ts'
import type { Trees } from './trees.ts'

/** Writes a node of trees into the program, and what only shows its scores into the float tail. */
export type EnsembleHandler = (context: DecisionContext, node: NodeReader, tail: Tail) => void

/** The float operators after the program. */
export type Tail = {
  push: (opType: string, inputs: readonly string[], output: string, axis?: number) => void
  /** A constant of the tail, and its name. */
  number: (value: number) => string
  list: (values: readonly number[]) => string
}

export const ensembleHandlers: Readonly<Record<string, EnsembleHandler>> = {
  'ai.onnx.ml.TreeEnsembleClassifier': (context, node, tail) => {
    const { rows, readings, x } = featuresOf(context, node)
    const names = node.strings('classlabels_strings') ?? []
    const labels = node.ints('classlabels_int64s') ?? names.map((_, place) => place)
    if (labels.length < 2) throw new NodeProblem(`it has ${labels.length} classes`)
    const all = readNamedTrees(node, {
      ...{ features: readings.length, targets: labels.length, prefix: 'class' as const },
    })
    const { trees, isOneScore, hasTwoScores, isShare, limit } = classifier(all)
    const table = layTrees(trees, readings)
    const missed = isOneScore ? [] : missedTargets(trees)
    if (labels.length === 2 && missed.includes(1))
      throw new NodeProblem('for some inputs no leaf has a weight for the second class')
    const sums = emit(context, { x, rows, features: readings.length, trees, table, missed })
    const decision =
      labels.length === 2
        ? decideTwo(context, sums, { isOneScore, limit })
        : decideMost(context, sums)
    const [label = '', scores = ''] = node.outputs
    // With a score for each of two classes onnxruntime answers 0 or 1, whatever the classes are called.
    const answers = labels.length === 2 && hasTwoScores ? [0, 1] : labels
    giveLabel(context, tail, { label, labels: answers, names, decision })
    if (scores)
      showScores(context, tail, {
        scores,
        sums,
        isOneScore,
        isShare,
        transform: trees.postTransform,
      })
  },

  'ai.onnx.ml.TreeEnsembleRegressor': (context, node, tail) => {
    const targets = node.int('n_targets', 1)
    if (targets < 1) throw new NodeProblem('it has no target')
    const { readings } = featuresOf(context, node)
    const prefix = 'target' as const
    giveSums(
      context,
      node,
      tail,
      readNamedTrees(node, { features: readings.length, targets, prefix }),
    )
  },

  'ai.onnx.ml.TreeEnsemble': (context, node, tail) => {
    const { readings } = featuresOf(context, node)
    giveSums(context, node, tail, readIndexedTrees(node, readings.length))
  },
}

function giveSums(context: DecisionContext, node: NodeReader, tail: Tail, trees: Trees): void {
  const { rows, readings, x } = featuresOf(context, node)
  const { base, targets, postTransform } = trees
  // onnxruntime adds a single base to a single target, and bases only where there is one for each target.
  if (base.length !== 0 && base.length !== targets)
    throw new NodeProblem(`it has ${base.length} base values for ${targets} targets`)
  if (targets === 1 && postTransform !== 'NONE')
    throw new NodeProblem(`a post-transform ${postTransform} of one target is not supported`)
  const table = layTrees(trees, readings)
  const sums = emit(context, { x, rows, features: readings.length, trees, table, missed: [] })
  const transform = postTransform
  showScores(context, tail, {
    scores: node.output,
    sums,
    isOneScore: false,
    isShare: false,
    transform,
  })
}

function emit(
  context: DecisionContext,
  parameters: Omit<Parameters<typeof emitTrees>[0], 'builder' | 'needsCounts'> & {
    missed: readonly number[]
  },
): Sums {
  const { missed, ...rest } = parameters
  if (rest.table.levels === 0) throw new NodeProblem('no tree has a branch')
  context.decides = true
  return emitTrees({ builder: context.builder, ...rest, needsCounts: missed.length > 0 })
}

function featuresOf(context: DecisionContext, node: NodeReader) {
  const value: Codes = context.take(node.input(0), 'codes')
  const { shape, readings: own, operand } = value
  if (shape.length > 2 || shape.length < 1 || value.chosen)
    throw new NodeProblem(`it takes rows of features, not [${shape}]`)
  const features = shape.at(-1) ?? 1
  const isWhole = own.every((reading) => reading === whole)
  // Whole numbers become float32 before they are compared.
  const single = isWhole ? after(whole, Math.fround) : undefined
  const readings = Array.from({ length: features }, (_, i): Reading => {
    return single ?? own[own.length > 1 ? i : 0] ?? whole
  })
  if (!readings.every(({ keepsMissing }) => keepsMissing)) context.refusesMissing = true
  const rows = sizeOf(shape) / features
  return { rows, readings, x: context.reshaped(operand, [sizeOf(shape)]) }
}

/** How onnxruntime reads the trees of a classifier: two classes may share one score. */
function classifier(trees: Trees): {
  trees: Trees
  isOneScore: boolean
  /** Each of two classes has a score of its own. */
  hasTwoScores: boolean
  /** The one score is a probability, and its classes divide at a half, else at 0. */
  isShare: boolean
  limit: number
} {
  const weights = trees.nodes.flatMap((node) => (node.mode === 'leaf' ? node.weights : []))
  const { base } = trees
  const [only, ...others] = new Set(weights.map(({ target }) => target))
  if (trees.targets > 2) {
    if (base.length !== 0 && base.length !== trees.targets)
      throw new NodeProblem(`it has ${base.length} base values for ${trees.targets} classes`)
    return { trees, isOneScore: false, hasTwoScores: others.length > 0, isShare: false, limit: 0 }
  }
  if (others.length > 0) {
    if (base.length > 0)
      throw new NodeProblem('base values of two classes with a score each are not supported')
    return { trees, isOneScore: false, hasTwoScores: others.length > 0, isShare: false, limit: 0 }
  }
  if (base.length > 1 || (only === 1 && base.length > 0))
    throw new NodeProblem(
      'base values of two classes are not supported, but one where the first class has all weights',
    )
  const isShare = weights.every(({ weight }) => weight >= 0)
  const limit = isShare ? 0.5 : 0
  if (only === 1) return { trees, isOneScore: false, hasTwoScores: false, isShare, limit }
  const nodes = trees.nodes.map((node) =>
    node.mode === 'leaf'
      ? { ...node, weights: node.weights.map(({ weight }) => ({ target: 0, weight })) }
      : node,
  )
  return {
    trees: { ...trees, nodes, targets: 1 },
    isOneScore: true,
    hasTwoScores: false,
    isShare,
    limit,
  }
}

/** The targets for which some walk finds no weight in any tree. */
function missedTargets({ nodes, roots, targets, base }: Trees): number[] {
  if (base.length === targets) return []
  const found = new Set<number>()
  for (const root of roots) {
    const counts = new Map<number, number>()
    let leaves = 0
    const pending = [root]
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const node = nodes[place]
      if (node && node.mode !== 'leaf') pending.push(node.yes, node.no)
      if (node?.mode !== 'leaf') continue
      leaves++
      for (const target of new Set(node.weights.map((weight) => weight.target)))
        counts.set(target, (counts.get(target) ?? 0) + 1)
    }
    for (const [target, count] of counts) if (count === leaves) found.add(target)
  }
  return Array.from({ length: targets }, (_, target) => target).filter((one) => !found.has(one))
}

/** The class with the most, the first of equal ones: (rows). */
function decideMost(context: DecisionContext, { operand, counts }: Sums): Whole {
  const { builder } = context
  const [rows = 1, classes = 1] = builder.typeOf(operand).shape
  // A class for which no leaf had a weight is not in the running.
  const least = context.weight([1, 1], [-LARGEST])
  const from = counts
    ? builder.step('Select', [counts, operand, least], {}, { dtype: 'i32', shape: [rows, classes] })
    : operand
  const place = builder.step('ArgMax', [from], {}, { dtype: 'i32', shape: [rows] })
  return { kind: 'whole', operand: place, shape: [rows], low: 0, high: classes - 1 }
}

/** Whether the second class has it: (rows). */
function decideTwo(
  context: DecisionContext,
  { operand, unit }: Sums,
  { isOneScore, limit }: { isOneScore: boolean; limit: number },
): Whole {
  const { builder } = context
  const [rows = 1] = builder.typeOf(operand).shape
  const type = { dtype: 'i32' as const, shape: [rows, 1] }
  const score = isOneScore
    ? operand
    : builder.step('Slice', [operand], { starts: [0, 1], steps: [1, 1], sizes: [rows, 1] }, type)
  const bound = context.weight([1, 1], [Math.floor(limit / unit)])
  const isAbove = context.compared('<', bound, score)
  return {
    kind: 'whole',
    operand: context.reshaped(isAbove, [rows]),
    shape: [rows],
    low: 0,
    high: 1,
  }
}

function giveLabel(
  context: DecisionContext,
  tail: Tail,
  parameters: {
    label: string
    labels: readonly number[]
    names: readonly string[]
    decision: Whole
  },
): void {
  const { label, labels, names, decision } = parameters
  if (names.length > 0) context.labels = names
  if (labels.every((value, place) => value === place)) {
    context.values.set(label, decision)
    return
  }
  const place = `${label}/place`
  context.values.set(place, decision)
  tail.push('Gather', [tail.list(labels), place], label, 0)
}

function showScores(
  context: DecisionContext,
  tail: Tail,
  parameters: {
    scores: string
    sums: Sums
    isOneScore: boolean
    isShare: boolean
    transform: string
  },
): void {
  const { scores, sums, isOneScore, isShare, transform } = parameters
  const { operand, unit } = sums
  const { shape } = context.builder.typeOf(operand)
  const fixed: Fixed = { kind: 'fixed', operand, shape, unit, most: LARGEST }
  if (!isOneScore && transform === 'NONE') {
    context.values.set(scores, fixed)
    return
  }
  const name = `${scores}/sums`
  context.values.set(name, fixed)
  if (!isOneScore) {
    if (transform === 'LOGISTIC') tail.push('Sigmoid', [name], scores)
    else if (transform === 'SOFTMAX') tail.push('Softmax', [name], scores, 1)
    else throw new NodeProblem(`the post-transform ${transform} is not supported`)
    return
  }
  const other = `${scores}/other`
  if (isShare) {
    tail.push('Sub', [tail.number(1), name], other)
    tail.push('Concat', [other, name], scores, 1)
    return
  }
  if (transform === 'PROBIT') throw new NodeProblem('the post-transform PROBIT is not supported')
  tail.push('Neg', [name], other)
  if (transform !== 'LOGISTIC') {
    tail.push('Concat', [other, name], scores, 1)
    return
  }
  tail.push('Concat', [other, name], `${scores}/both`, 1)
  tail.push('Sigmoid', [`${scores}/both`], scores)
}
