import { asClamp } from '../expression.ts'
import type { FloatGraph, FloatNode } from '../floatGraph.ts'

/** A node together with the clamp that its step does by itself. */
export type Layer = {
  node: FloatNode
  /** The tensor after the clamp. */
  output: string
  low: number
  high: number
}

const CLAMPING = new Set<FloatNode['op']>(['Conv', 'MatMul', 'Add', 'Sub', 'Mul'])

/** The graph's nodes in order, with clamps joined to the nodes before them. */
export function findLayers(graph: FloatGraph): Layer[] {
  const users = findUsers(graph)
  const makers = new Map(graph.nodes.map((node) => [node.output, node]))
  const joined = new Set<FloatNode>()
  const layers: Layer[] = []
  for (const node of graph.nodes) {
    if (joined.has(node)) continue
    let output = node.output
    let low = -Infinity
    let high = Infinity
    while (CLAMPING.has(node.op)) {
      const [user, ...others] = users.get(output) ?? []
      const bounds = user?.op === 'Unary' && others.length === 0 && asClamp(user.expression)
      if (!user || !bounds || graph.outputs.includes(output)) break
      joined.add(user)
      output = user.output
      low = Math.max(Math.min(low, bounds.high), bounds.low)
      high = Math.min(Math.max(high, bounds.low), bounds.high)
    }
    layers.push({ node, output, low, high })
  }
  if (layers.length + joined.size !== makers.size) throw new Error('A node was lost.')
  return layers
}

export function findUsers(graph: FloatGraph): Map<string, FloatNode[]> {
  const users = new Map<string, FloatNode[]>()
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) {
      const known = users.get(input)
      if (known) known.push(node)
      else users.set(input, [node])
    }
  }
  return users
}

const CARRYING = new Set<FloatNode['op']>(['Reshape', 'Transpose', 'Slice', 'Take'])

/**
 * The tensors that are exact sums (i32) instead of bytes: what the last layers with weights give, as far
 * as it only is moved, compared or given out. What the model itself gives out as
 * bytes, such as a picture, stays bytes.
 */
export function findSums(
  graph: FloatGraph,
  layers: readonly Layer[],
  bytes: ReadonlySet<string>,
): Set<string> {
  const users = findUsers(graph)
  const makers = new Map(layers.map((layer) => [layer.output, layer]))
  const fits = (name: string): boolean =>
    !bytes.has(name) &&
    (users.get(name) ?? []).every(
      (user) => user.op === 'ArgMax' || (CARRYING.has(user.op) && fits(user.output)),
    )
  const sums = new Set<string>()
  const isSum = (name: string): boolean => {
    const layer = makers.get(name)
    if (!layer || !fits(name)) return false
    const { node } = layer
    if (CARRYING.has(node.op)) return isSum(node.inputs[0] ?? '')
    const linear =
      node.op === 'Conv' || (node.op === 'MatMul' && graph.constants.has(node.inputs[1] ?? ''))
    return linear && layer.low === -Infinity && layer.high === Infinity
  }
  for (const layer of layers) if (isSum(layer.output)) sums.add(layer.output)
  return sums
}
