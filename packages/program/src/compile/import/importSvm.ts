import { call, constant, type Expression, X } from '../expression.ts'
import { sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

/** Support vector machines of ai.onnx.ml, whose answers are those of onnxruntime. */
export const svmHandlers: Record<string, Handler> = {
  'ai.onnx.ml.SVMRegressor': (builder, node) => {
    const vectors = node.int('n_supports', 0)
    const coefficients = node.floats('coefficients') ?? []
    const offset = node.floats('rho') ?? [0]
    const from = vectors > 0 ? kernelOf(builder, node, vectors) : (node.input(0) ?? '')
    const sum = layer(builder, node, from, [coefficients], offset.slice(0, 1))
    requirePlain(node)
    if (!node.int('one_class', 0)) {
      builder.reshape(node, sum, builder.type(sum).shape, node.output)
      return
    }
    const sides = call('sub', call('mul', constant(2), call('above', X, constant(0))), constant(1))
    addUnary(builder, node, sum, sides, node.output)
  },
  'ai.onnx.ml.SVMClassifier': (builder, node) => {
    const classes = (node.ints('classlabels_ints') ?? []).length
    const perClass = node.ints('vectors_per_class') ?? []
    if (classes < 2 || perClass.length !== classes) {
      throw new NodeProblem(
        `${perClass.length} counts of vectors do not fit ${classes} classes; export a linear one as LinearClassifier`,
      )
    }
    const vectors = perClass.reduce((sum, count) => sum + count, 0)
    const coefficients = node.floats('coefficients') ?? []
    const duels = duelsOf(classes)
    if (coefficients.length !== (classes - 1) * vectors) {
      throw new NodeProblem(`${coefficients.length} coefficients do not fit ${vectors} vectors`)
    }
    const classOf = perClass.flatMap((count, place) => Array<number>(count).fill(place))
    // Of the two classes of a duel each weighs its vectors by the row that the other has among those that are not its own.
    const rows = duels.map(([first, second]) =>
      classOf.map((own, vector) => {
        if (own === first) return coefficients[(second - 1) * vectors + vector] ?? 0
        return own === second ? (coefficients[first * vectors + vector] ?? 0) : 0
      }),
    )
    const kernels = kernelOf(builder, node, vectors)
    const sums = layer(builder, node, kernels, rows, node.floats('rho') ?? [])
    const [label, scores] = node.outputs
    if (label) vote(builder, node, sums, classes, label)
    if (scores) score(builder, node, sums, classes, scores)
  },
}

/** The pairs of classes in their order. */
function duelsOf(classes: number): [number, number][] {
  return Array.from({ length: classes }, (_, first) =>
    Array.from({ length: classes - first - 1 }, (_, i): [number, number] => [first, first + 1 + i]),
  ).flat()
}

/** The class that wins most of its duels, the first of equal ones. */
function vote(
  builder: GraphBuilder,
  node: NodeReader,
  sums: string,
  classes: number,
  output: string,
): void {
  const won = addUnary(builder, node, sums, call('above', X, constant(0)))
  const duels = duelsOf(classes)
  const rows = Array.from({ length: classes }, (_, own) =>
    duels.map(([first, second]) => (own === first ? 1 : own === second ? -1 : 0)),
  )
  // Who comes second in a duel has its vote unless the first wins it.
  const votes = layer(
    builder,
    node,
    won,
    rows,
    rows.map((_, own) => own),
  )
  const op = { op: 'ArgMax', axis: 1, keepDims: false, last: false } as const
  builder.add(node, op, [votes], { output })
}

function score(
  builder: GraphBuilder,
  node: NodeReader,
  sums: string,
  classes: number,
  output: string,
): void {
  const [a] = node.floats('prob_a') ?? []
  const [b] = node.floats('prob_b') ?? []
  requirePlain(node)
  // Of two classes the iteration by which onnxruntime joins probabilities stops beside the one that is given here.
  if (classes > 2) {
    if (a !== undefined) {
      throw new NodeProblem(
        'the probabilities of more than two classes are found by an iteration; leave them out (probability=False)',
      )
    }
    builder.reshape(node, sums, builder.type(sums).shape, output)
    return
  }
  const second =
    a === undefined || b === undefined
      ? sums
      : addUnary(
          builder,
          node,
          sums,
          call('sigmoid', call('add', call('mul', X, constant(a)), constant(b))),
        )
  const rest = a === undefined ? call('neg', X) : call('sub', constant(1), X)
  const first = addUnary(builder, node, second, rest)
  builder.add(node, { op: 'Concat', axis: 1 }, [first, second], { output })
}

function requirePlain(node: NodeReader): void {
  const transform = node.string('post_transform', 'NONE')
  if (transform !== 'NONE') throw new NodeProblem(`post_transform ${transform} is not supported`)
}

/** How near each row is to each support vector, as the kernel has it. */
function kernelOf(builder: GraphBuilder, node: NodeReader, vectors: number): string {
  const input = node.input(0) ?? ''
  const { shape } = builder.type(input)
  const features = shape[1] ?? 0
  const numbers = node.floats('support_vectors') ?? []
  if (shape.length !== 2 || numbers.length !== vectors * features) {
    throw new NodeProblem(`${numbers.length} numbers of vectors do not fit [${shape}]`)
  }
  const [gamma = 1, offset = 0, degree = 3] = node.floats('kernel_params') ?? []
  const kind = node.string('kernel_type', 'LINEAR')
  const each = Array.from({ length: vectors }, (_, i) =>
    numbers.slice(i * features, (i + 1) * features),
  )
  if (kind === 'RBF') {
    // |x - s|^2 is one sum over the numbers and their squares.
    const squares = addUnary(builder, node, input, call('mul', X, X))
    const both = builder.add(node, { op: 'Concat', axis: 1 }, [input, squares])
    const weights = each.map((vector) => [
      ...vector.map((value) => 2 * gamma * value),
      ...vector.map(() => -gamma),
    ])
    const offsets = each.map(
      (vector) => -gamma * vector.reduce((sum, value) => sum + value * value, 0),
    )
    const exponents = layer(builder, node, both, weights, offsets)
    return addUnary(builder, node, exponents, call('exp', X))
  }
  const products = layer(builder, node, input, each, [])
  const scaled = call('add', call('mul', constant(gamma), X), constant(offset))
  const functions: Record<string, Expression> = {
    LINEAR: X,
    POLY: call('pow', scaled, constant(degree)),
    SIGMOID: call('tanh', scaled),
  }
  const of = functions[kind]
  if (!of) throw new NodeProblem(`kernel_type ${kind} is not known`)
  return kind === 'LINEAR' ? products : addUnary(builder, node, products, of)
}

/** Sums of the columns, one for each row of weights, and an offset for each. */
function layer(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  rows: readonly (readonly number[])[],
  offsets: readonly number[],
): string {
  const columns = builder.type(input).shape.at(-1) ?? 0
  const wrong = rows.find((row) => row.length !== columns)
  if (wrong || (offsets.length > 0 && offsets.length !== rows.length)) {
    throw new NodeProblem(`${wrong?.length ?? offsets.length} coefficients do not fit ${columns}`)
  }
  const shape = [columns, rows.length]
  const data = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => rows[i % rows.length]?.[Math.floor(i / rows.length)] ?? 0,
  )
  const weights = builder.literal(node.output, { dtype: 'f32', shape, data })
  const sums = builder.add(node, { op: 'MatMul' }, [input, weights])
  if (offsets.every((offset) => offset === 0)) return sums
  const offset = { dtype: 'f32' as const, shape: [rows.length], data: Float32Array.from(offsets) }
  return builder.add(node, { op: 'Add' }, [sums, builder.literal(node.output, offset)])
}
