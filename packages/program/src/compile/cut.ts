import type { onnx } from 'onnx-proto'
import type { FloatNode } from './floatGraph.ts'
import { sizeOf } from './floatGraph.ts'
import { soleAxis } from './import/importElementwise.ts'
import type { ImportedModel, ImportProblem } from './import/importOnnx.ts'

export type Cut = {
  /** Tensors that the exact program gives: what the tail takes, and the model's outputs that need no tail. */
  outputs: readonly string[]
  /** Places in the file of the nodes that stay float, for display. */
  tail: ReadonlySet<number>
  /** Problems of nodes that the program has to compute. */
  problems: readonly ImportProblem[]
}

/** Operators worth leaving to the display when they come after the last layer with weights. */
const DISPLAY = new Set([
  'Softmax',
  'LogSoftmax',
  'Sigmoid',
  'HardSigmoid',
  'Tanh',
  'Exp',
  'Log',
  'Softplus',
  'Relu',
  'LeakyRelu',
  'Elu',
  'Clip',
  'Neg',
  'Abs',
  'Sqrt',
  'Reciprocal',
  'Floor',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pow',
  'Max',
  'Min',
  'Cast',
])

const MOVEMENT = new Set([
  'Identity',
  'Dropout',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Slice',
  'Split',
  'Concat',
  'Gather',
  'Expand',
])

/** What moves sums as well as bytes: of several operands each may have a scale of its own. */
const EXACT_MOVEMENT = new Set([
  'Identity',
  'Dropout',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Slice',
  'Split',
  'DepthToSpace',
  'SpaceToDepth',
])
/** Whether an operator only shows or moves what was computed. */
export function isShown(op: string): boolean {
  return DISPLAY.has(op) || MOVEMENT.has(op)
}

/**
 * Finds where the exact program ends. Whatever comes after the last layers with weights and is not
 * understood, or is only how a result is shown (softmax over classes, decoding of boxes), stays float.
 */
export function findCut(model: ImportedModel): Cut {
  const nodes = model.graph.node ?? []
  const { constants } = model.float
  const isActivation = (name: string) => name !== '' && !constants.has(name)
  const producer = new Map<string, number>()
  nodes.forEach((node, place) => {
    for (const output of node.output ?? []) if (output) producer.set(output, place)
  })
  const consumers = nodes.map(() => new Set<number>())
  nodes.forEach((node, place) => {
    for (const input of inputsOf(node)) {
      const from = producer.get(input)
      if (from !== undefined && isActivation(input)) consumers[from]?.add(place)
    }
  })
  const linear = findLinear(model)
  const isComputed = (place: number) => (nodes[place]?.output ?? []).some(isActivation)
  const free = findFree(nodes.length, consumers, linear)
  const broken = new Set(
    model.problems.flatMap(({ source }) => (source === undefined ? [] : [source])),
  )

  const enlarges = new Set(
    model.float.nodes.flatMap(({ op, source }) => (op === 'Interpolate' ? [source] : [])),
  )
  const tail = new Set<number>()
  const candidates = new Set<number>()
  for (let place = 0; place < nodes.length; place++) {
    const node = nodes[place]
    if (!node || !isComputed(place) || !free.has(place)) continue
    const inputs = inputsOf(node).filter(isActivation)
    const fromTail = (name: string) => candidates.has(producer.get(name) ?? -1)
    const fromEnd = (name: string) => fromTail(name) || linear.has(producer.get(name) ?? -1)
    const op = node.opType ?? ''
    const display = DISPLAY.has(op) || MOVEMENT.has(op) || enlarges.has(place)
    const joins = broken.has(place) || (display && (inputs.length === 1 || inputs.every(fromEnd)))
    if (joins || inputs.some((name) => broken.has(producer.get(name) ?? -1) || tailForced(name))) {
      candidates.add(place)
      if (broken.has(place) || inputs.some(tailForced)) tail.add(place)
    }
    function tailForced(name: string): boolean {
      return tail.has(producer.get(name) ?? -1)
    }
  }
  // A model without any layer with weights is computed as far as it is understood.
  if (linear.size === 0)
    for (const place of candidates) if (!tail.has(place)) candidates.delete(place)
  // A node that the program keeps needs everything before it.
  for (let place = nodes.length - 1; place >= 0; place--) {
    if (!candidates.has(place) || tail.has(place)) continue
    const after = [...(consumers[place] ?? [])]
    if (after.some((other) => !candidates.has(other))) candidates.delete(place)
  }
  // What only moves numbers until the model's end is as exact as they are: what is committed is the model's own output.
  const moving = new Set<number>()
  for (let place = nodes.length - 1; place >= 0; place--) {
    const isMoved = EXACT_MOVEMENT.has(nodes[place]?.opType ?? '') && !broken.has(place)
    if (isMoved && [...(consumers[place] ?? [])].every((after) => moving.has(after)))
      moving.add(place)
  }
  for (let place = 0; place < nodes.length; place++) {
    const isFromHead = !inputsOf(nodes[place]).some((name) =>
      candidates.has(producer.get(name) ?? -1),
    )
    if (moving.has(place) && isFromHead) candidates.delete(place)
  }
  // Giving a vector another shape costs the program nothing and leaves it with a simpler output.
  for (let place = 0; place < nodes.length; place++) {
    if (!candidates.has(place) || tail.has(place)) continue
    const node = nodes[place]
    const [input] = inputsOf(node).filter(isActivation)
    if (!input || candidates.has(producer.get(input) ?? -1)) continue
    const shape = model.float.types.get(input)?.shape
    const isVector = shape !== undefined && sizeOf(shape) === Math.max(1, ...shape)
    const op = node?.opType ?? ''
    if (MOVEMENT.has(op) && op !== 'Concat' && op !== 'Expand' && isVector) candidates.delete(place)
  }
  const problems = model.problems.filter(
    ({ source }) => source === undefined || !candidates.has(source),
  )
  return {
    outputs: findOutputs(model, candidates, producer, isActivation),
    tail: candidates,
    problems,
  }
}

/** Nodes after which no layer with weights comes, and which are none themselves. */
function findFree(
  count: number,
  consumers: readonly ReadonlySet<number>[],
  linear: ReadonlySet<number>,
): Set<number> {
  const free = new Set<number>()
  for (let place = count - 1; place >= 0; place--) {
    if (linear.has(place)) continue
    if ([...(consumers[place] ?? [])].every((after) => free.has(after))) free.add(place)
  }
  return free
}

function findOutputs(
  model: ImportedModel,
  tail: ReadonlySet<number>,
  producer: ReadonlyMap<string, number>,
  isActivation: (name: string) => boolean,
): string[] {
  const outputs = new Set<string>()
  const inHead = (name: string) => isActivation(name) && !tail.has(producer.get(name) ?? -1)
  for (const output of model.outputs) if (inHead(output)) outputs.add(output)
  const nodes = model.graph.node ?? []
  for (const place of [...tail].sort((a, b) => a - b)) {
    for (const input of inputsOf(nodes[place])) if (inHead(input)) outputs.add(input)
  }
  return [...outputs]
}

/** The nodes with weights, and those whose constants go into the weights before them. */
function findLinear(model: ImportedModel): Set<number> {
  const linear = new Set<number>()
  const uses = new Map<string, number>()
  for (const node of model.float.nodes) {
    for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1)
  }
  const foldable = new Set<string>()
  const understood = new Set(model.float.nodes.map((node) => node.source))
  for (const [place, node] of (model.graph.node ?? []).entries()) {
    if (!understood.has(place) && mayHoldWeights(node, model)) linear.add(place)
  }
  for (const node of model.float.nodes) {
    const [input = ''] = node.inputs.filter((name) => !model.float.constants.has(name))
    const folds = foldable.has(input) && uses.get(input) === 1 && isFoldable(node, model)
    if (!folds && !isLinear(node, model)) continue
    linear.add(node.source)
    foldable.add(node.output)
  }
  return linear
}

/** Whether a node that is not understood, or comes after one that is not, does what only the program may do. */
function mayHoldWeights(node: onnx.INodeProto, model: ImportedModel): boolean {
  const op = node.opType ?? ''
  if (/Conv|Gemm|LSTM|GRU|RNN|Attention|^(If|Loop|Scan)$/.test(op)) return true
  const isProduct = /MatMul|Einsum/.test(op)
  return isProduct && inputsOf(node).some((input) => model.float.constants.has(input))
}

function isFoldable(node: FloatNode, model: ImportedModel): boolean {
  if (node.op === 'Affine') return true
  if (node.op !== 'Add' && node.op !== 'Sub' && node.op !== 'Mul' && node.op !== 'Div') return false
  const held = node.inputs.map((input) => model.float.constants.get(input)).find(Boolean)
  const shape = model.float.types.get(node.output)?.shape ?? []
  return held !== undefined && soleAxis(held.shape, shape) !== undefined
}

function isLinear(node: FloatNode, model: ImportedModel): boolean {
  if (node.op === 'AveragePool') return true
  if (node.op === 'Reduce') return node.kind !== 'max'
  if (node.op !== 'Conv' && node.op !== 'MatMul') return false
  return node.inputs.slice(0, 2).some((input) => model.float.constants.has(input))
}

function inputsOf(node: onnx.INodeProto | undefined): string[] {
  return (node?.input ?? []).filter(Boolean)
}
