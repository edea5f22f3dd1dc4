import { evaluateExpression } from '../expression.ts'
import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { soleAxis } from '../import/importElementwise.ts'
import { rewriteGraph } from './GraphEditor.ts'

/**
 * Finds layer normalization however a model spells it: centred first, as E[x^2] - E[x]^2, or not centred at all, along any axis, with
 * factor and offset folded in before or after. What a tensor holds that depends on nothing but one other tensor, row by row, is tried on
 * a few rows; where it is the normalized row times one factor for each column, plus one offset, it is that normalization. A difference
 * of two large means is nothing that an integer program could hold, so the spelling matters.
 */
export function recognizeNorm(graph: FloatGraph): FloatGraph {
  const found = new Map<string, Norm>()
  const tried = new Set<string>()
  for (const { x, axis } of reducedRows(graph)) {
    if (tried.has(`${axis} ${x}`)) continue
    tried.add(`${axis} ${x}`)
    const norm = findNorm(graph, x, axis)
    // The outermost input of a normalization comes first.
    if (norm && !found.has(norm.output)) found.set(norm.output, norm)
  }
  if (found.size === 0) return graph
  return rewriteGraph(graph, (node, editor) => {
    const norm = found.get(node.output)
    if (!norm) return
    const { epsilon, scale, offset, isCentred } = norm
    const input = editor.resolve(norm.input)
    const last = editor.shape(input).length - 1
    // The axis comes last, and goes back to its place.
    const permutation = editor
      .shape(input)
      .map((_, at) => (at === norm.axis ? last : at === last ? norm.axis : at))
    const isLast = norm.axis === last
    const rows = isLast ? input : editor.add(node, { op: 'Transpose', permutation }, [input])
    const op = { op: 'LayerNorm', axis: last, epsilon, isCentred } as const
    const normal = editor.add(node, op, [rows])
    const affine = { op: 'Affine', axis: last, scale, offset } as const
    const { output } = node
    if (isLast) editor.add(node, affine, [normal], { output })
    else {
      const scaled = editor.add(node, affine, [normal])
      editor.add(node, { op: 'Transpose', permutation }, [scaled], { output })
    }
    return true
  })
}

type Norm = {
  input: string
  axis: number
  output: string
  epsilon: number
  isCentred: boolean
  scale: Float64Array
  offset: Float64Array
}

/** The tensors whose rows along an axis are summed up, or whose squares are. */
function reducedRows(graph: FloatGraph): { x: string; axis: number }[] {
  const makers = new Map(graph.nodes.map((node) => [node.output, node]))
  return graph.nodes.flatMap((node) => {
    const [x = ''] = node.inputs
    const [axis] = node.op === 'Reduce' && node.kind !== 'max' ? node.axes : []
    if (node.op !== 'Reduce' || axis === undefined || node.axes.length !== 1) return []
    const maker = makers.get(x)
    const isFunction = maker !== undefined && ['Unary', 'Mul', 'Pow'].includes(maker.op)
    return [{ x, axis }, ...(isFunction ? [{ x: maker.inputs[0] ?? '', axis }] : [])]
  })
}

/** Values of one row: of each column, or one for all. */
type Row = Float64Array

const ROWS = 4
const TOLERANCE = 1e-6

function findNorm(graph: FloatGraph, x: string, axis: number): Norm | undefined {
  const shape = graph.types.get(x)?.shape ?? []
  const columns = shape[axis] ?? 1
  if (columns < 2) return
  const shapes = {
    full: `${shape}`,
    kept: `${shape.with(axis, 1)}`,
    removed: `${shape.toSpliced(axis, 1)}`,
  }
  const shapeOf = (name: string) => `${graph.types.get(name)?.shape ?? []}`
  /** Whether a tensor without the axis, spread over one with it, keeps its rows. */
  const isAligned = shape.slice(0, axis).every((extent) => extent === 1)
  const isRowwise = (node: FloatNode) => {
    const of = [node.output, ...node.inputs.filter((name) => values.has(name))].map(shapeOf)
    if (node.op === 'Reshape' || node.op === 'Reduce')
      return Object.values(shapes).includes(of[0] ?? '')
    if (of.some((one) => !Object.values(shapes).includes(one))) return false
    return isAligned || !of.includes(shapes.removed) || of.every((one) => one === shapes.removed)
  }
  const rows = Array.from({ length: ROWS }, (_, r) => sampleRow(columns, r))
  const values = new Map<string, Row[]>([[x, rows]])
  const epsilons = new Set<number>([0])
  const candidates: string[] = []
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => values.has(input)) || !isRowwise(node)) continue
    const result = rows.map((_, r) =>
      evaluateRow(graph, node, { rowOf: (name) => values.get(name)?.[r], columns, axis }),
    )
    const whole = result.flatMap((row) => (row ? [row] : []))
    if (whole.length < ROWS) continue
    values.set(node.output, whole)
    for (const value of constantsOf(graph, node)) if (value > 0 && value < 0.1) epsilons.add(value)
    if (shapeOf(node.output) === shapes.full) candidates.push(node.output)
  }
  for (const output of candidates.reverse()) {
    for (const epsilon of epsilons) {
      for (const isCentred of [true, false]) {
        const normal = rows.map((row) => normalize(row, epsilon, isCentred))
        const fitted = fit(normal, values.get(output) ?? [])
        if (fitted) return { input: x, axis, output, epsilon, isCentred, ...fitted }
      }
    }
  }
  return
}

/** Numbers without a pattern; each row has a mean and a deviation of its own. */
function sampleRow(columns: number, row: number): Row {
  let state = 12_345 + 6789 * row
  const deviation = [1, 0.05, 3, 0.4][row % 4] ?? 1
  return Float64Array.from({ length: columns }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state / 2 ** 31 - 1) * deviation + 0.3 * row
  })
}

function constantsOf(graph: FloatGraph, node: FloatNode): number[] {
  if (node.op === 'Affine') return [...new Set(node.offset)]
  return node.inputs.flatMap((input) => {
    const data = graph.constants.get(input)?.data
    return data?.length === 1 ? [data[0] ?? 0] : []
  })
}

/** What a node gives for one row; undefined where it is not computed row by row. */
function evaluateRow(
  graph: FloatGraph,
  node: FloatNode,
  parameters: { rowOf: (name: string) => Row | undefined; columns: number; axis: number },
): Row | undefined {
  const { rowOf, columns, axis } = parameters
  const shape = graph.types.get(node.output)?.shape ?? []
  const operands = node.inputs.map((name): Row | undefined => {
    const constant = graph.constants.get(name)
    if (constant === undefined) return rowOf(name)
    const { data } = constant
    const isRow = data.length === columns && soleAxis(constant.shape, shape) === axis
    return data.length === 1 || isRow ? Float64Array.from(data) : undefined
  })
  const [a, b] = operands
  if (!a || operands.some((operand) => operand === undefined)) return
  const each = (fn: (left: number, right: number) => number): Row | undefined => {
    if (!b) return
    const length = Math.max(a.length, b.length)
    return Float64Array.from({ length }, (_, i) =>
      fn(a[a.length === 1 ? 0 : i] ?? 0, b[b.length === 1 ? 0 : i] ?? 0),
    )
  }
  switch (node.op) {
    case 'Reduce': {
      if (node.kind === 'max' || node.axes.length !== 1 || node.axes[0] !== axis) return
      if (a.length !== columns) return
      const sum = a.reduce((total, value) => total + value, 0)
      return Float64Array.of(node.kind === 'mean' ? sum / a.length : sum)
    }
    case 'Add':
      return each((left, right) => left + right)
    case 'Sub':
      return each((left, right) => left - right)
    case 'Mul':
      return each((left, right) => left * right)
    case 'Div':
      return each((left, right) => left / right)
    case 'Max':
      return each(Math.max)
    case 'Min':
      return each(Math.min)
    case 'Pow':
      return each((left, right) => left ** right)
    case 'Unary':
      return a.map((value) => evaluateExpression(node.expression, value))
    case 'Affine': {
      const { scale, offset } = node
      const isOne =
        scale.every((one) => one === scale[0]) && offset.every((one) => one === offset[0])
      if (!isOne && (node.axis !== axis || scale.length !== a.length)) return
      const at = (i: number) => (isOne ? 0 : i)
      return a.map((value, i) => value * (scale[at(i)] ?? 1) + (offset[at(i)] ?? 0))
    }
    case 'Reshape':
      return a
    default:
      return
  }
}

/** The factor and offset of each column that turn normalized rows into these; undefined where none do. */
function fit(
  normal: readonly Row[],
  wanted: readonly Row[],
): { scale: Float64Array; offset: Float64Array } | undefined {
  const columns = normal[0]?.length ?? 0
  const scale = new Float64Array(columns)
  const offset = new Float64Array(columns)
  for (let k = 0; k < columns; k++) {
    // The two rows that differ most in this column tell its factor best.
    const sorted = normal.map((row, r) => ({ at: row[k] ?? 0, value: wanted[r]?.[k] ?? 0 }))
    sorted.sort((p, q) => p.at - q.at)
    const [low, high] = [sorted[0], sorted.at(-1)]
    if (!low || !high || high.at - low.at < 1e-3) return
    scale[k] = (high.value - low.value) / (high.at - low.at)
    offset[k] = low.value - low.at * (scale[k] ?? 0)
  }
  const isSame = wanted.every((row, r) =>
    row.every((value, k) => {
      const expected = (normal[r]?.[k] ?? 0) * (scale[k] ?? 0) + (offset[k] ?? 0)
      const size = Math.abs(scale[k] ?? 0) + Math.abs(offset[k] ?? 0) + 1e-9
      return Math.abs(expected - value) <= TOLERANCE * size * 10
    }),
  )
  return isSame && scale.some((value) => value !== 0) ? { scale, offset } : undefined
}

function normalize(row: Row, epsilon: number, isCentred: boolean): Row {
  const mean = isCentred ? row.reduce((sum, value) => sum + value, 0) / row.length : 0
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
  return row.map((value) => (value - mean) / Math.sqrt(variance + epsilon))
}
