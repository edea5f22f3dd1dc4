import { asClamp, type Expression, evaluateExpression } from '../expression.ts'
import { type Constant, type FloatGraph, type FloatNode, sizeOf } from '../floatGraph.ts'
import { channelAxis, type Observation } from '../quantize/calibrate.ts'
import { placement } from './foldAffine.ts'

type Linear = Extract<FloatNode, { op: 'Conv' | 'MatMul' }>

/** A channel that calibration hardly saw, or that hardly counts, is taken for this share of the largest. */
const LEAST_SHARE = 1 / 64

/**
 * Scales and centres channels, so that those of one tensor fill the same range of bytes. What the graph computes for what calibration
 * saw stays the same: the layer that makes a channel is divided by what the weights that take it are multiplied with, and a
 * channel's middle, which its layer takes off, goes into the biases of the layers that take it. Only operators stand between that a
 * positive factor, or a middle, passes through, or clamps that a scaled channel does not reach.
 *
 * @param observations what calibration saw of each tensor
 * @param fixed tensors whose ranges are prescribed
 * @param share how much of a channel's range is evened out where that costs the weights that take it: from 0 to 1
 * @returns the graph, the same object where nothing in it can be scaled
 */
export function equalizeChannels(
  graph: FloatGraph,
  observations: ReadonlyMap<string, Observation>,
  fixed: ReadonlyMap<string, unknown>,
  share: number,
): FloatGraph {
  const middles = chooseMiddles(joinChannels(graph, fixed, passMiddle), observations)
  const channels = joinChannels(graph, fixed, passFactor)
  const factors = chooseFactors(graph, channels, { observations, middles, share })
  const constants = new Map(graph.constants)
  const types = new Map(graph.types)
  let changed = false
  const add = (base: string, constant: Constant): string => {
    let name = `${base}/even`
    while (types.has(name) || constants.has(name)) name += '+'
    constants.set(name, constant)
    types.set(name, { dtype: constant.dtype, shape: constant.shape })
    return name
  }
  const nodes = graph.nodes.map((node) => {
    if (!isLinear(graph, node)) return node
    const [x = '', weightName = '', biasName] = node.inputs
    const into = (i: number) => factors.get(channels.classOf(x, i)) ?? 1
    const out = (o: number) => factors.get(channels.classOf(node.output, o)) ?? 1
    const weight = graph.constants.get(weightName)!
    const place = placementOf(node, weight)
    const bias = biasName === undefined ? undefined : graph.constants.get(biasName)
    const outputs = channels.count(node.output)
    const offsets = Float64Array.from(
      { length: outputs },
      (_, o) => (bias?.data[o] ?? 0) - middles(node.output, o),
    )
    // Not by from(), which lists a hundred million numbers first.
    const scaled = new Float32Array(weight.data.length)
    weight.data.forEach((value, i) => {
      const { input, output } = place(i)
      offsets[output] = (offsets[output] ?? 0) + value * middles(x, input)
      scaled[i] = (value * into(input)) / out(output)
    })
    const moved = Float32Array.from(offsets, (value, o) => value / out(o))
    const isSame =
      scaled.every((value, i) => value === weight.data[i]) &&
      moved.every((value, o) => value === (bias?.data[o] ?? 0))
    if (isSame) return node
    changed = true
    const inputs = [
      x,
      add(weightName, { ...weight, dtype: 'f32', data: scaled }),
      add(biasName ?? weightName, { dtype: 'f32', shape: [outputs], data: moved }),
    ]
    return { ...node, inputs }
  })
  if (!changed) return graph
  const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs])
  for (const name of graph.constants.keys()) if (!used.has(name)) constants.delete(name)
  return { ...graph, nodes, constants, types }
}

/** A layer whose weights and bias are constants, and whose channels stand where `channelAxis` says. */
function isLinear(graph: FloatGraph, node: FloatNode): node is Linear {
  if (node.op !== 'Conv' && node.op !== 'MatMul') return false
  const [x = '', weight = '', bias] = node.inputs
  const isKnown = graph.constants.has(weight) && (bias === undefined || graph.constants.has(bias))
  if (!isKnown || graph.constants.has(x)) return false
  const rank = shapeOf(graph, x).length
  return node.op === 'Conv'
    ? rank === 4
    : graph.constants.get(weight)?.shape.length === 2 && rank !== 4
}

function placementOf(layer: Linear, weight: Constant) {
  return placement(weight, layer.op === 'Conv', layer.op === 'Conv' ? layer.group : 1)
}

function shapeOf(graph: FloatGraph, name: string): readonly number[] {
  return graph.types.get(name)?.shape ?? []
}

/** Channels that must have one factor are one class; a class knows whether it must stay as it is, and the clamp that it meets. */
class Channels {
  readonly tensors = new Map<string, { first: number; count: number }>()
  readonly #parents: number[] = []
  readonly #frozen = new Set<number>()
  readonly #highs = new Map<number, number>()

  constructor(graph: FloatGraph) {
    for (const name of [...graph.inputs, ...graph.nodes.map(({ output }) => output)]) {
      const shape = shapeOf(graph, name)
      const count = shape[channelAxis(shape)] ?? 1
      this.tensors.set(name, { first: this.#parents.length, count })
      for (let c = 0; c < count; c++) this.#parents.push(this.#parents.length)
    }
  }

  count(name: string): number {
    return this.tensors.get(name)?.count ?? 0
  }

  classOf(name: string, channel: number): number {
    let at = (this.tensors.get(name)?.first ?? 0) + channel
    while (this.#parents[at] !== at) {
      this.#parents[at] = this.#parents[this.#parents[at]!]!
      at = this.#parents[at]!
    }
    return at
  }

  join(a: string, channel: number, b: string, other: number): void {
    const [kept, gone] = [this.classOf(a, channel), this.classOf(b, other)]
    if (kept === gone) return
    this.#parents[gone] = kept
    if (this.#frozen.has(gone)) this.#frozen.add(kept)
    this.#highs.set(kept, Math.min(this.high(kept), this.high(gone)))
  }

  /** Lets a tensor's channels stay as they are. */
  freeze(name: string): void {
    for (let c = 0; c < this.count(name); c++) this.#frozen.add(this.classOf(name, c))
  }

  clamp(name: string, high: number): void {
    for (let c = 0; c < this.count(name); c++) {
      const at = this.classOf(name, c)
      this.#highs.set(at, Math.min(this.high(at), high))
    }
  }

  isFrozen(at: number): boolean {
    return this.#frozen.has(at)
  }

  high(at: number): number {
    return this.#highs.get(at) ?? Infinity
  }
}

type PassOn = (graph: FloatGraph, channels: Channels, node: FloatNode) => boolean

/** Finds which channels share what passes on, and which can have none of it. */
function joinChannels(
  graph: FloatGraph,
  fixed: ReadonlyMap<string, unknown>,
  passOn: PassOn,
): Channels {
  const channels = new Channels(graph)
  for (const name of [...graph.inputs, ...graph.outputs, ...fixed.keys()]) channels.freeze(name)
  for (const node of graph.nodes) {
    if (passOn(graph, channels, node)) continue
    for (const name of [...node.inputs, node.output]) channels.freeze(name)
  }
  return channels
}

/** A middle goes through what moves or compares numbers, and into a layer whose padding is not taken for numbers. */
function passMiddle(graph: FloatGraph, channels: Channels, node: FloatNode): boolean {
  if (isLinear(graph, node)) {
    if (node.op === 'Conv' && node.pads.some((pad) => pad > 0))
      channels.freeze(node.inputs[0] ?? '')
    return true
  }
  const moves = ['MaxPool', 'Resize', 'Concat', 'Reshape'].includes(node.op)
  return moves && passFactor(graph, channels, node)
}

/** Joins the channels of a node's operands and of its result, where a positive factor passes through it. */
function passFactor(graph: FloatGraph, channels: Channels, node: FloatNode): boolean {
  if (isLinear(graph, node)) return true
  const { inputs, output } = node
  const [x = ''] = inputs
  const shape = shapeOf(graph, x)
  const axis = channelAxis(shape)
  const same = (name: string) =>
    Array.from({ length: channels.count(output) }, (_, c) => channels.join(name, c, output, c))
  if (inputs.some((name) => graph.constants.has(name))) return false
  switch (node.op) {
    case 'Unary': {
      const bounds = asClamp(node.expression)
      const isClamp = bounds && bounds.high > 0 && (bounds.low === 0 || bounds.low === -Infinity)
      if (!isClamp && !isHomogeneous(node.expression)) return false
      same(x)
      if (isClamp) channels.clamp(output, bounds.high)
      return true
    }
    case 'Add':
    case 'Sub':
      if (inputs.some((name) => `${shapeOf(graph, name)}` !== `${shapeOf(graph, output)}`))
        return false
      for (const name of inputs) same(name)
      return true
    case 'MaxPool':
      same(x)
      return true
    case 'Resize':
      if (!node.sources[axis]?.every((source, i) => source === i)) return false
      same(x)
      return true
    case 'Pad':
      if (node.value !== 0 || node.before[axis] !== 0 || node.after[axis] !== 0) return false
      same(x)
      return true
    case 'Concat': {
      let at = 0
      for (const name of inputs) {
        for (let c = 0; c < channels.count(name); c++) channels.join(name, c, output, at + c)
        if (node.axis === axis) at += channels.count(name)
      }
      return true
    }
    case 'Reshape': {
      // An image in one row: what its channel held stands side by side.
      const row = shapeOf(graph, output)
      if (shape[0] !== 1 || shape.length !== 4 || row.length !== 2 || row[0] !== 1) return false
      const area = sizeOf(shape.slice(2))
      for (let i = 0; i < channels.count(output); i++)
        channels.join(x, Math.floor(i / area), output, i)
      return true
    }
    default:
      return false
  }
}

/** Whether f(c x) = c f(x) for positive c. */
function isHomogeneous(expression: Expression): boolean {
  return [-900, -3, -0.2, -1e-4, 0, 1e-4, 0.2, 3, 900].every((x) =>
    [0.03, 0.4, 7].every((factor) => {
      const expected = factor * evaluateExpression(expression, x)
      const actual = evaluateExpression(expression, factor * x)
      return Math.abs(actual - expected) <= 1e-9 * Math.abs(expected)
    }),
  )
}

/** The middle of what was seen of each channel, for those that can do without it. */
function chooseMiddles(
  channels: Channels,
  observations: ReadonlyMap<string, Observation>,
): (name: string, channel: number) => number {
  const ends = new Map<number, { low: number; high: number }>()
  for (const [name, { count }] of channels.tensors) {
    const seen = observations.get(name)
    for (let c = 0; seen && c < count; c++) {
      const at = channels.classOf(name, c)
      const known = ends.get(at) ?? { low: Infinity, high: -Infinity }
      const [low, high] = [seen.lows[c] ?? 0, seen.highs[c] ?? 0]
      ends.set(at, { low: Math.min(known.low, low), high: Math.max(known.high, high) })
    }
  }
  return (name, channel) => {
    const at = channels.classOf(name, channel)
    const seen = channels.isFrozen(at) ? undefined : ends.get(at)
    const middle = seen ? (seen.low + seen.high) / 2 : 0
    return Number.isFinite(middle) ? middle : 0
  }
}

/** What the channels of each class are divided by. */
function chooseFactors(
  graph: FloatGraph,
  channels: Channels,
  {
    observations,
    middles,
    share,
  }: {
    observations: ReadonlyMap<string, Observation>
    middles: (name: string, channel: number) => number
    share: number
  },
): Map<number, number> {
  const reach = new Map<number, number>()
  const widest = new Map<number, number>()
  for (const name of channels.tensors.keys()) {
    const seen = observations.get(name)
    if (!seen) continue
    let most = 0
    for (let c = 0; c < channels.count(name); c++) {
      const middle = middles(name, c)
      const [low, high] = [(seen.lows[c] ?? 0) - middle, (seen.highs[c] ?? 0) - middle]
      const own = Math.max(Math.abs(low), Math.abs(high))
      const at = channels.classOf(name, c)
      reach.set(at, Math.max(reach.get(at) ?? 0, own))
      most = Math.max(most, own)
    }
    for (let c = 0; c < channels.count(name); c++) {
      const at = channels.classOf(name, c)
      widest.set(at, Math.max(widest.get(at) ?? 0, most))
    }
  }
  const weights = reachOfWeights(graph, channels)
  const factors = new Map<number, number>()
  for (const [at, value] of reach) {
    const most = widest.get(at) ?? 0
    if (channels.isFrozen(at) || !(most > 0) || !Number.isFinite(most)) continue
    const own = Math.max(value / most, LEAST_SHARE)
    // Of layers by depth each channel has weights of its own scale: there it costs nothing.
    const met = weights.get(at)
    const factor =
      met === undefined ? own : own ** share / Math.max(met, LEAST_SHARE) ** (1 - share)
    // A channel that reaches the clamp stays, and no other one comes to reach it.
    const high = channels.high(at)
    factors.set(at, high === Infinity ? factor : Math.min(1, Math.max(value / high, factor)))
  }
  return factors
}

/** The largest weight that each class meets, as a share of the largest that stands beside it: rows have scales of their own. */
function reachOfWeights(graph: FloatGraph, channels: Channels): Map<number, number> {
  const reach = new Map<number, number>()
  for (const layer of graph.nodes) {
    if (!isLinear(graph, layer)) continue
    const weight = graph.constants.get(layer.inputs[1] ?? '')!
    if (layer.op === 'Conv' && weight.shape[1] === 1) continue
    const place = placementOf(layer, weight)
    const rows = new Map<number, number>()
    weight.data.forEach((value, i) => {
      const { output } = place(i)
      rows.set(output, Math.max(rows.get(output) ?? 0, Math.abs(value)))
    })
    weight.data.forEach((value, i) => {
      const { input, output } = place(i)
      const at = channels.classOf(layer.inputs[0] ?? '', input)
      const met = value === 0 ? 0 : Math.abs(value) / rows.get(output)!
      reach.set(at, Math.max(reach.get(at) ?? 0, met))
    })
  }
  return reach
}
