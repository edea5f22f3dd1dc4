import { evaluateExpression } from '../expression.ts'
import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { rewriteGraph } from './GraphEditor.ts'

/**
 * Finds layer normalization however a model spells it: centred first, as E[x^2] - E[x]^2, with factor and offset folded in before or
 * after. What a tensor holds that depends on nothing but one other tensor, row by row, is tried on a few rows; where it is the
 * normalized row times one factor for each column, plus one offset, it is that normalization. A difference of two large means is
 * nothing that an integer program could hold, so the spelling matters.
 */
export function recognizeNorm(graph: FloatGraph): FloatGraph {
  const found = new Map<string, Norm>()
  const tried = new Set<string>()
  for (const node of graph.nodes) {
    const [x = ''] = node.inputs
    if (node.op !== 'Reduce' || node.kind === 'max' || tried.has(x)) continue
    const rank = graph.types.get(x)?.shape.length ?? 0
    if (node.axes.length !== 1 || node.axes[0] !== rank - 1) continue
    tried.add(x)
    const norm = findNorm(graph, x)
    if (norm) found.set(norm.output, norm)
  }
  if (found.size === 0) return graph
  return rewriteGraph(graph, (node, editor) => {
    const norm = found.get(node.output)
    if (!norm) return
    const axis = editor.shape(norm.input).length - 1
    const { epsilon, scale, offset } = norm
    const normal = editor.add(node, { op: 'LayerNorm', axis, epsilon }, [
      editor.resolve(norm.input),
    ])
    editor.add(node, { op: 'Affine', axis, scale, offset }, [normal], { output: node.output })
    return true
  })
}

type Norm = {
  input: string
  output: string
  epsilon: number
  scale: Float64Array
  offset: Float64Array
}

/** Values of one row: of each column, or one for all. */
type Row = Float64Array

const ROWS = 4
const TOLERANCE = 1e-6

function findNorm(graph: FloatGraph, x: string): Norm | undefined {
  const shape = graph.types.get(x)?.shape ?? []
  const columns = shape.at(-1) ?? 1
  if (columns < 2) return
  const leading = shape.slice(0, -1)
  const rowwise = [shape, leading, [...leading, 1]].map(String)
  const isRowwise = (of: readonly number[]) => rowwise.includes(String(of))
  const rows = Array.from({ length: ROWS }, (_, r) => sampleRow(columns, r))
  const values = new Map<string, Row[]>([[x, rows]])
  const epsilons = new Set<number>([0])
  const candidates: string[] = []
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => values.has(input))) continue
    if (!isRowwise(graph.types.get(node.output)?.shape ?? [])) continue
    const result = rows.map((_, r) =>
      evaluateRow(graph, node, (name) => values.get(name)?.[r], columns),
    )
    const whole = result.flatMap((row) => (row ? [row] : []))
    if (whole.length < ROWS) continue
    values.set(node.output, whole)
    for (const value of constantsOf(graph, node)) if (value > 0 && value < 0.1) epsilons.add(value)
    if (`${graph.types.get(node.output)?.shape}` === `${shape}`) candidates.push(node.output)
  }
  for (const output of candidates.reverse()) {
    for (const epsilon of epsilons) {
      const fitted = fit(rows, values.get(output) ?? [], epsilon)
      if (fitted) return { input: x, output, epsilon, ...fitted }
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
  rowOf: (name: string) => Row | undefined,
  columns: number,
): Row | undefined {
  const operands = node.inputs.map((name): Row | undefined => {
    const data = graph.constants.get(name)?.data
    if (data === undefined) return rowOf(name)
    return data.length === 1 || data.length === columns ? Float64Array.from(data) : undefined
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
      const rank = graph.types.get(node.inputs[0] ?? '')?.shape.length ?? 0
      if (node.kind === 'max' || node.axes.length !== 1 || node.axes[0] !== rank - 1) return
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
      if (scale.length !== 1 && scale.length !== a.length) return
      const at = (i: number) => (scale.length === 1 ? 0 : i)
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
  rows: readonly Row[],
  wanted: readonly Row[],
  epsilon: number,
): { scale: Float64Array; offset: Float64Array } | undefined {
  const normal = rows.map((row) => normalize(row, epsilon))
  const [n0, n1] = normal
  const [y0, y1] = wanted
  if (!n0 || !n1 || !y0 || !y1) return
  const scale = new Float64Array(n0.length)
  const offset = new Float64Array(n0.length)
  for (let k = 0; k < n0.length; k++) {
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

function normalize(row: Row, epsilon: number): Row {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
  return row.map((value) => (value - mean) / Math.sqrt(variance + epsilon))
}
