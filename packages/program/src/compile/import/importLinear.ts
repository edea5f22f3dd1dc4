import { call, constant, type Expression, X } from '../expression.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { addUnary } from './importElementwise.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const LEAST = 1e-30

/** Linear models of ai.onnx.ml, and what stands before and after them. */
export const linearHandlers: Record<string, Handler> = {
  'ai.onnx.ml.Scaler': (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const axis = shape.length - 1
    const columns = shape[axis] ?? 1
    const [offset, scale] = ['offset', 'scale'].map((name) => {
      const given = node.floats(name) ?? []
      if (given.length !== 1 && given.length !== columns) {
        throw new NodeProblem(`${given.length} numbers of ${name} do not fit ${columns} features`)
      }
      return Float64Array.from(
        { length: columns },
        (_, i) => given[given.length === 1 ? 0 : i] ?? 0,
      )
    }) as [Float64Array, Float64Array]
    const moved = offset.map((value, i) => -value * (scale[i] ?? 1))
    builder.add(node, { op: 'Affine', axis, scale, offset: moved }, [input], {
      output: node.output,
    })
  },
  'ai.onnx.ml.Normalizer': (builder, node) => {
    const input = node.input(0) ?? ''
    const norm = node.string('norm', 'MAX')
    const axis = builder.type(input).shape.length - 1
    const axes = [axis]
    const sum = (expression: Expression) =>
      builder.add(node, { op: 'Reduce', kind: 'sum', axes }, [
        addUnary(builder, node, input, expression),
      ])
    const length =
      norm === 'MAX'
        ? builder.add(node, { op: 'Reduce', kind: 'max', axes }, [input])
        : norm === 'L1'
          ? sum(call('abs', X))
          : builder.add(node, { op: 'Norm', axis, epsilon: 0 }, [input])
    const safe = addUnary(builder, node, length, call('max', X, constant(LEAST)))
    builder.add(node, { op: 'Div' }, [input, safe], { output: node.output })
  },
  'ai.onnx.ml.LinearRegressor': (builder, node) => {
    const targets = node.int('targets', 1)
    const sums = addSums(builder, node, targets)
    transform(builder, node, sums, node.output)
  },
  'ai.onnx.ml.LinearClassifier': (builder, node) => {
    const classes = node.ints('classlabels_ints') ?? []
    const [label, scores] = node.outputs
    const sums = addSums(builder, node, classes.length)
    if (label) {
      const op = { op: 'ArgMax', axis: 1, keepDims: false, last: false } as const
      builder.add(node, op, [sums], { output: label })
    }
    if (scores) transform(builder, node, sums, scores)
  },
}

/** One sum of the features for each target. */
function addSums(builder: GraphBuilder, node: NodeReader, targets: number): string {
  const input = node.input(0) ?? ''
  const { shape } = builder.type(input)
  const features = shape.at(-1) ?? 1
  const coefficients = node.floats('coefficients') ?? []
  const intercepts = node.floats('intercepts') ?? []
  if (shape.length !== 2 || coefficients.length !== targets * features) {
    throw new NodeProblem(
      `${coefficients.length} coefficients do not fit ${targets} targets of [${shape}]`,
    )
  }
  const data = Float32Array.from({ length: features * targets }, (_, i) => {
    const [feature, target] = [Math.floor(i / targets), i % targets]
    return coefficients[target * features + feature] ?? 0
  })
  const weights = builder.literal(node.output, { dtype: 'f32', shape: [features, targets], data })
  const product = builder.add(node, { op: 'MatMul' }, [input, weights])
  if (intercepts.length === 0) return product
  const offset = { dtype: 'f32' as const, shape: [targets], data: Float32Array.from(intercepts) }
  return builder.add(node, { op: 'Add' }, [product, builder.literal(node.output, offset)])
}

/** What is made of the sums before they are given out. */
function transform(builder: GraphBuilder, node: NodeReader, sums: string, output: string): void {
  const kind = node.string('post_transform', 'NONE')
  switch (kind) {
    case 'NONE':
      builder.reshape(node, sums, builder.type(sums).shape, output)
      return
    case 'LOGISTIC':
      addUnary(builder, node, sums, call('sigmoid', X), output)
      return
    case 'SOFTMAX':
      builder.add(node, { op: 'Softmax', axis: 1 }, [sums], { output })
      return
    default:
      throw new NodeProblem(`post_transform ${kind} is not supported`)
  }
}
