import { call, constant, type Expression, X } from '../expression.ts'
import type { Constant } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { slice } from './importMovement.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const ACTIVATIONS: Readonly<Record<string, Expression>> = {
  Sigmoid: call('sigmoid', X),
  Tanh: call('tanh', X),
  Relu: call('max', X, constant(0)),
}

/** What stands in one direction of a recurrent layer: sums of the inputs for all steps, and how a step goes on from the one before. */
type Cell = {
  /** How many vectors of the hidden size the sums of one step are. */
  gates: number
  /** The operands that are the states before the first step. */
  states: readonly number[]
  activations: readonly string[]
  /** The state after a step; the hidden state is the first. */
  step(scope: Scope, sums: string, state: readonly string[]): string[]
}

/** One direction of one layer while it is laid out. */
type Scope = {
  builder: GraphBuilder
  node: NodeReader
  functions: readonly Expression[]
  /** The hidden state times the recurrent weights of these gates, bias included. */
  recur(state: string, from: number, count: number): string
  part(sums: string, gate: number): string
}

/** Recurrent layers over a fixed number of steps, laid out step by step. */
export const recurrentHandlers: Record<string, Handler> = {
  LSTM: (builder, node) => layLstm(builder, node, weightsOf(builder, node)),
  'com.microsoft.DynamicQuantizeLSTM': (builder, node) =>
    layLstm(builder, node, [
      unpackWeights(builder, node, 1, 8),
      unpackWeights(builder, node, 2, 10),
    ]),
  GRU: (builder, node) => {
    const isLinear = node.int('linear_before_reset', 0) !== 0
    layOut(builder, node, weightsOf(builder, node), {
      gates: 3,
      states: [5],
      activations: ['Sigmoid', 'Tanh'],
      step(scope, sums, [hidden = '']) {
        const [f, g] = scope.functions as [Expression, Expression]
        const both = scope.recur(hidden, 0, 2)
        const gate = (at: number) =>
          unary(scope, add(scope, scope.part(sums, at), scope.part(both, at)), f)
        const [update, reset] = [gate(0), gate(1)]
        const before = isLinear
          ? mul(scope, reset, scope.recur(hidden, 2, 1))
          : scope.recur(mul(scope, reset, hidden), 2, 1)
        const fresh = unary(scope, add(scope, scope.part(sums, 2), before), g)
        // (1 - update) * fresh + update * hidden
        const difference = scope.builder.add(scope.node, { op: 'Sub' }, [hidden, fresh])
        return [add(scope, fresh, mul(scope, update, difference))]
      },
    })
  },
  RNN: (builder, node) => {
    layOut(builder, node, weightsOf(builder, node), {
      gates: 1,
      states: [5],
      activations: ['Tanh'],
      step(scope, sums, [hidden = '']) {
        const [f] = scope.functions as [Expression]
        return [unary(scope, add(scope, sums, scope.recur(hidden, 0, 1)), f)]
      },
    })
  },
}

/** Of the inputs and of the hidden state: direction, gate's row, column. */
type Weights = readonly [Constant, Constant]

function weightsOf(builder: GraphBuilder, node: NodeReader): Weights {
  const weight = (index: number) => builder.constant(node.input(index), 'a weight of the layer')
  return [weight(1), weight(2)]
}

/** Weights that are integers, each column with a scale or one for all, and lie turned: direction, row, gate's column. */
function unpackWeights(
  builder: GraphBuilder,
  node: NodeReader,
  index: number,
  scaleIndex: number,
): Constant {
  const held = builder.constant(node.input(index), 'a weight of the layer')
  const scale = builder.constant(node.input(scaleIndex), 'the scale')
  const zeroName = node.input(scaleIndex + 1)
  const zero = zeroName ? builder.constant(zeroName, 'the zero point') : undefined
  const [count = 0, rows = 0, columns = 0] = held.shape
  const isFit = ({ data }: Constant) => data.length === count || data.length === count * columns
  if (held.shape.length !== 3 || !isFit(scale) || (zero && !isFit(zero))) {
    throw new NodeProblem(`its scales or zero points do not fit weights of [${held.shape}]`)
  }
  const at = ({ data }: Constant, d: number, column: number) =>
    data[data.length === count ? d : d * columns + column] ?? 0
  const data = new Float32Array(held.data.length)
  held.data.forEach((value, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns) % rows]
    const d = Math.floor(i / (columns * rows))
    const real = (value - (zero ? at(zero, d, column) : 0)) * at(scale, d, column)
    data[(d * columns + column) * rows + row] = real
  })
  return { dtype: 'f32', shape: [count, columns, rows], data }
}

function layLstm(builder: GraphBuilder, node: NodeReader, weights: Weights): void {
  if (node.input(7)) throw new NodeProblem('peepholes are not supported', node.input(7))
  if (node.int('input_forget', 0) !== 0) throw new NodeProblem('input_forget is not supported')
  layOut(builder, node, weights, {
    gates: 4,
    states: [5, 6],
    activations: ['Sigmoid', 'Tanh', 'Tanh'],
    step(scope, sums, [hidden = '', cell = '']) {
      const [f, g, h] = scope.functions as [Expression, Expression, Expression]
      const all = add(scope, sums, scope.recur(hidden, 0, 4))
      const gate = (at: number, expression: Expression) =>
        unary(scope, scope.part(all, at), expression)
      const [input, output, forget, fresh] = [gate(0, f), gate(1, f), gate(2, f), gate(3, g)]
      const taken = mul(scope, input, fresh)
      const kept = isZero(scope, cell) ? taken : add(scope, mul(scope, forget, cell), taken)
      return [mul(scope, output, unary(scope, kept, h)), kept]
    },
  })
}

const add = ({ builder, node }: Scope, left: string, right: string) =>
  builder.add(node, { op: 'Add' }, [left, right])
const mul = ({ builder, node }: Scope, left: string, right: string) =>
  builder.add(node, { op: 'Mul' }, [left, right])
const isZero = ({ builder }: Scope, x: string) =>
  builder.constants.get(x)?.data.every((value) => value === 0) ?? false
const unary = ({ builder, node }: Scope, x: string, expression: Expression) =>
  builder.add(node, { op: 'Unary', expression }, [x])

function layOut(
  builder: GraphBuilder,
  node: NodeReader,
  [weights, recurrent]: Weights,
  cell: Cell,
): void {
  const input = node.input(0) ?? ''
  const { shape } = builder.type(input)
  const [steps = 0, batch = 0, width = 0] = shape
  if (shape.length !== 3 || steps < 1)
    throw new NodeProblem(`it takes a tensor of steps, batch and width, not [${shape}]`, input)
  if (node.int('layout', 0) !== 0) throw new NodeProblem('layout 1 is not supported')
  if (node.has('clip')) throw new NodeProblem('clip is not supported')
  const lengths = node.input(4)
  if (lengths && builder.integers(lengths, 'the lengths').some((length) => length !== steps))
    throw new NodeProblem('sequences shorter than the input are not supported', lengths)
  const direction = node.string('direction', 'forward')
  const count = direction === 'bidirectional' ? 2 : 1
  const hidden = recurrent.shape[2] ?? 0
  const rows = cell.gates * hidden
  const expected = [
    [count, rows, width],
    [count, rows, hidden],
  ]
  if (`${[weights.shape, recurrent.shape]}` !== `${expected}`)
    throw new NodeProblem(
      `its weights are [${weights.shape}] and [${recurrent.shape}]; for this input they must be [${expected[0]}] and [${expected[1]}]`,
    )
  const biases = node.input(3) ? builder.constant(node.input(3), 'the bias').data : undefined
  const names = node.strings('activations') ?? Array(count).fill(cell.activations).flat()
  const results = Array.from({ length: count }, (_, d) => {
    const chosen = names.slice(d * cell.activations.length, (d + 1) * cell.activations.length)
    const functions = chosen.map((name: string): Expression => {
      const expression = ACTIVATIONS[name]
      if (!expression) throw new NodeProblem(`the activation ${name} is not supported`)
      return expression
    })
    const matrix = (data: ArrayLike<number>, inner: number, from: number, to: number) => {
      const columns = to - from
      const turned = new Float32Array(inner * columns)
      for (let k = 0; k < inner; k++)
        for (let c = 0; c < columns; c++)
          turned[k * columns + c] = data[(d * rows + from + c) * inner + k] ?? 0
      return builder.literal(node.output, { dtype: 'f32', shape: [inner, columns], data: turned })
    }
    const bias = (part: 0 | 1, from: number, to: number) =>
      builder.literal(node.output, {
        dtype: 'f32',
        shape: [to - from],
        data: Float32Array.from(
          { length: to - from },
          (_, i) => biases?.[(2 * d + part) * rows + from + i] ?? 0,
        ),
      })
    const plus = (product: string, part: 0 | 1, from: number, to: number) =>
      biases ? builder.add(node, { op: 'Add' }, [product, bias(part, from, to)]) : product
    const product = builder.add(node, { op: 'MatMul' }, [
      input,
      matrix(weights.data, width, 0, rows),
    ])
    const sums = plus(product, 0, 0, rows)
    const matrices = new Map<string, string>()
    const known = (state: ArrayLike<number>, from: number, to: number) => {
      const data = Float32Array.from({ length: batch * (to - from) }, (_, i) => {
        const [row, at] = [Math.floor(i / (to - from)), from + (i % (to - from))]
        let sum = biases?.[(2 * d + 1) * rows + at] ?? 0
        for (let k = 0; k < hidden; k++)
          sum +=
            (state[row * hidden + k] ?? 0) * (recurrent.data[(d * rows + at) * hidden + k] ?? 0)
        return sum
      })
      return builder.literal(node.output, { dtype: 'f32', shape: [batch, to - from], data })
    }
    const scope: Scope = {
      builder,
      node,
      functions,
      recur(state, from, gates) {
        const [first, last] = [from * hidden, (from + gates) * hidden]
        const key = `${first} ${last}`
        // Before the first step the state is known, and so is what comes of it.
        const held = builder.constants.get(state)
        if (held) return known(held.data, first, last)
        const weight = matrices.get(key) ?? matrix(recurrent.data, hidden, first, last)
        matrices.set(key, weight)
        return plus(builder.add(node, { op: 'MatMul' }, [state, weight]), 1, first, last)
      },
      part: (of, gate) => slice(builder, node, of, { axis: 1, start: gate * hidden, size: hidden }),
    }
    let state = cell.states.map((index) => initial(builder, node, index, { d, batch, hidden }))
    const reversed = direction === 'reverse' || d === 1
    const outputs: string[] = []
    for (let at = 0; at < steps; at++) {
      const t = reversed ? steps - 1 - at : at
      const row = slice(builder, node, sums, { axis: 0, start: t, size: 1 })
      state = cell.step(scope, builder.reshape(node, row, [batch, rows]), state)
      outputs[t] = state[0] ?? ''
    }
    return { outputs, state }
  })
  giveOut(builder, node, { results, steps, batch, hidden })
}

function giveOut(
  builder: GraphBuilder,
  node: NodeReader,
  layer: {
    results: readonly { outputs: readonly string[]; state: readonly string[] }[]
    steps: number
    batch: number
    hidden: number
  },
): void {
  const { results, steps, batch, hidden } = layer
  const [all, ...last] = node.outputs
  const join = (parts: readonly string[], axis: number, output?: string) =>
    parts.length === 1 && output === undefined
      ? (parts[0] ?? '')
      : builder.add(node, { op: 'Concat', axis }, parts, output ? { output } : {})
  if (all) {
    const directions = results.map(({ outputs }) => {
      const rows = outputs.map((one) => builder.reshape(node, one, [1, batch, hidden]))
      return builder.reshape(node, join(rows, 0), [steps, 1, batch, hidden])
    })
    if (directions.length === 1)
      builder.reshape(node, directions[0] ?? '', [steps, 1, batch, hidden], all)
    else join(directions, 1, all)
  }
  for (const [index, output] of last.entries()) {
    if (!output) continue
    const directions = results.map(({ state }) =>
      builder.reshape(node, state[index] ?? '', [1, batch, hidden]),
    )
    if (directions.length === 1)
      builder.reshape(node, directions[0] ?? '', [1, batch, hidden], output)
    else join(directions, 0, output)
  }
}

/** The state before the first step: given, or zeros. */
function initial(
  builder: GraphBuilder,
  node: NodeReader,
  index: number,
  { d, batch, hidden }: { d: number; batch: number; hidden: number },
): string {
  const given = node.input(index)
  const shape = [batch, hidden]
  if (!given)
    return builder.literal(node.output, {
      dtype: 'f32',
      shape,
      data: new Float32Array(batch * hidden),
    })
  return builder.reshape(node, slice(builder, node, given, { axis: 0, start: d, size: 1 }), shape)
}
