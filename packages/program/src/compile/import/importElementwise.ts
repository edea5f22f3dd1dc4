import { isInteger } from '../evaluateConstant.ts'
import { call, clamp, constant, type Expression, X } from '../expression.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const relu = call('max', X, constant(0))
const below = call('min', X, constant(0))
const hardSigmoid = (alpha: number, beta: number): Expression =>
  call(
    'min',
    call('max', call('add', call('mul', X, constant(alpha)), constant(beta)), constant(0)),
    constant(1),
  )
const elu = (alpha: number): Expression =>
  call('add', relu, call('mul', constant(alpha), call('sub', call('exp', below), constant(1))))

const half = call('mul', X, constant(0.5))
const gelu = call(
  'mul',
  half,
  call('add', call('erf', call('div', X, constant(Math.SQRT2))), constant(1)),
)
const cube = call('mul', constant(0.044715), call('pow', X, constant(3)))
const bent = call('tanh', call('mul', constant(Math.sqrt(2 / Math.PI)), call('add', X, cube)))
const geluByTanh = call('mul', half, call('add', bent, constant(1)))

const plain: Record<string, Expression> = {
  Relu: relu,
  Sigmoid: call('sigmoid', X),
  Tanh: call('tanh', X),
  Erf: call('erf', X),
  Exp: call('exp', X),
  Log: call('log', X),
  Sqrt: call('sqrt', X),
  Abs: call('abs', X),
  Neg: call('neg', X),
  Reciprocal: call('reciprocal', X),
  Softplus: call('softplus', X),
  Softsign: call('softsign', X),
  Sin: call('sin', X),
  Cos: call('cos', X),
  Tan: call('tan', X),
  Asin: call('asin', X),
  Acos: call('acos', X),
  Atan: call('atan', X),
  Sinh: call('sinh', X),
  Cosh: call('cosh', X),
  Asinh: call('asinh', X),
  Acosh: call('acosh', X),
  Atanh: call('atanh', X),
  Floor: call('floor', X),
  Ceil: call('ceil', X),
  Round: call('round', X),
  Sign: call('sign', X),
  HardSwish: call('mul', X, hardSigmoid(1 / 6, 0.5)),
  Mish: call('mul', X, call('tanh', call('softplus', X))),
}

/** Operators on single numbers, whose parameters are attributes. */
const parametric: Record<string, (node: NodeReader) => Expression> = {
  LeakyRelu: (node) => call('add', relu, call('mul', constant(node.float('alpha', 0.01)), below)),
  Elu: (node) => elu(node.float('alpha', 1)),
  Celu: (node) => {
    const alpha = node.float('alpha', 1)
    const inner = call('sub', call('exp', call('div', below, constant(alpha))), constant(1))
    return call('add', relu, call('mul', constant(alpha), inner))
  },
  Selu: (node) =>
    call(
      'mul',
      constant(node.float('gamma', 1.0507009873554805)),
      elu(node.float('alpha', 1.6732632423543772)),
    ),
  HardSigmoid: (node) => hardSigmoid(node.float('alpha', 0.2), node.float('beta', 0.5)),
  ThresholdedRelu: (node) => call('mul', X, call('above', X, constant(node.float('alpha', 1)))),
  Shrink: (node) => {
    const bound = constant(node.float('lambd', 0.5))
    const bias = constant(node.float('bias', 0))
    const above = call('mul', call('sub', X, bias), call('above', X, bound))
    const under = call('mul', call('add', X, bias), call('above', call('neg', X), bound))
    return call('add', above, under)
  },
  Gelu: (node) => (node.string('approximate', 'none') === 'tanh' ? geluByTanh : gelu),
}

export const elementwiseHandlers: Record<string, Handler> = {
  ...mapHandlers(plain, (expression) => (builder, node) => {
    addUnary(builder, node, node.input(0), expression, node.output)
  }),
  ...mapHandlers(parametric, (expression) => (builder, node) => {
    addUnary(builder, node, node.input(0), expression(node), node.output)
  }),
  'com.microsoft.Gelu': (builder, node) => {
    addUnary(builder, node, node.input(0), gelu, node.output)
  },
  'com.microsoft.FastGelu': (builder, node) => biased(builder, node, geluByTanh),
  'com.microsoft.BiasGelu': (builder, node) => biased(builder, node, gelu),
  ImageScaler: (builder, node) => {
    const input = node.input(0) ?? ''
    const channels = builder.type(input).shape[1] ?? 1
    const bias = node.floats('bias') ?? []
    if (bias.length !== channels) {
      throw new NodeProblem(`${bias.length} values do not fit ${channels} channels`)
    }
    const scale = new Float64Array(channels).fill(node.float('scale', 1))
    const offset = Float64Array.from(bias)
    builder.add(node, { op: 'Affine', axis: 1, scale, offset }, [input], { output: node.output })
  },
  Add: (builder, node) => chain(builder, node, 'Add'),
  Sub: (builder, node) => chain(builder, node, 'Sub'),
  Mul: (builder, node) => chain(builder, node, 'Mul'),
  Div: (builder, node) => chain(builder, node, 'Div'),
  Pow: (builder, node) => chain(builder, node, 'Pow'),
  Sum: (builder, node) => chain(builder, node, 'Add'),
  Mean: (builder, node) => {
    const sum = builder.fresh(node.output)
    chain(builder, node, 'Add', sum)
    const share = call('mul', X, constant(1 / node.inputs.length))
    addUnary(builder, node, sum, share, node.output)
  },
  Max: (builder, node) => chain(builder, node, 'Max'),
  Min: (builder, node) => chain(builder, node, 'Min'),
  Clip: (builder, node) => {
    const bound = (index: number, attribute: string, otherwise: number): number => {
      if (node.opset < 11) return node.float(attribute, otherwise)
      const name = node.input(index)
      if (!name) return otherwise
      return builder.constant(name, `the ${attribute}imum`).data[0] ?? otherwise
    }
    const { dtype, quantization } = builder.type(node.input(0))
    if (quantization || (dtype !== 'f32' && dtype !== 'f16' && dtype !== 'f64')) {
      const clipped = builder.constants.has(node.input(0) ?? '')
      if (!clipped) throw new NodeProblem(`Clip of ${dtype} is not supported`)
    }
    const low = bound(1, 'min', -Infinity)
    const high = bound(2, 'max', Infinity)
    if (!(low <= high)) throw new NodeProblem(`its bounds ${low} and ${high} leave nothing`)
    addUnary(builder, node, node.input(0), clamp(low, high), node.output)
  },
  PRelu: (builder, node) => {
    const slope = builder.constant(node.input(1), 'the slope')
    const { shape } = builder.type(node.input(0))
    const axis = soleAxis(slope.shape, shape)
    if (axis === undefined) {
      throw new NodeProblem(`slopes [${slope.shape}] are not one for each channel of [${shape}]`)
    }
    builder.add(
      node,
      { op: 'PRelu', axis, slope: spread(slope.data, shape[axis] ?? 1) },
      [node.input(0) ?? ''],
      {
        output: node.output,
      },
    )
  },
  BatchNormalization: (builder, node) => {
    const isTrained = node.opset < 7 && node.int('is_test', 0) === 0
    if (isTrained || node.int('training_mode', 0) || node.outputs.slice(1).some(Boolean)) {
      throw new NodeProblem(
        'BatchNormalization is in training mode; export the model for inference',
      )
    }
    const { shape } = builder.type(node.input(0))
    const channels = shape[1] ?? 1
    const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => {
      const { data } = builder.constant(node.input(index), 'a parameter of BatchNormalization')
      if (data.length !== channels) {
        throw new NodeProblem(
          `${data.length} values do not fit ${channels} channels`,
          node.input(index),
        )
      }
      return data
    })
    const epsilon = node.float('epsilon', 1e-5)
    const scale = new Float64Array(channels)
    const offset = new Float64Array(channels)
    for (let c = 0; c < channels; c++) {
      scale[c] = (gamma?.[c] ?? 1) / Math.sqrt((variance?.[c] ?? 1) + epsilon)
      offset[c] = (beta?.[c] ?? 0) - (mean?.[c] ?? 0) * (scale[c] ?? 1)
    }
    builder.add(node, { op: 'Affine', axis: 1, scale, offset }, [node.input(0) ?? ''], {
      output: node.output,
    })
  },
}

export function addUnary(
  builder: GraphBuilder,
  node: NodeReader,
  input: string | undefined,
  expression: Expression,
  output?: string,
): string {
  builder.type(input)
  return builder.add(node, { op: 'Unary', expression }, [input ?? ''], output ? { output } : {})
}

/** A function of the first operand with the second, where there is one, added. */
function biased(builder: GraphBuilder, node: NodeReader, expression: Expression): void {
  const [input = '', bias = ''] = node.inputs
  const sum = bias ? builder.add(node, { op: 'Add' }, [input, bias]) : input
  addUnary(builder, node, sum, expression, node.output)
}

/** The only axis along which a constant varies when it is spread over shape; axis 0 for a single value of any rank. */
export function soleAxis(
  constantShape: readonly number[],
  shape: readonly number[],
): number | undefined {
  if (constantShape.length > shape.length) return
  const missing = shape.length - constantShape.length
  const varying = constantShape.flatMap((extent, axis) => (extent === 1 ? [] : [axis + missing]))
  if (varying.length === 0) return Math.min(1, shape.length - 1)
  const [axis] = varying
  return varying.length === 1 && axis !== undefined && constantShape[axis - missing] === shape[axis]
    ? axis
    : undefined
}

/** The values, or a single one repeated. */
export function spread(data: ArrayLike<number>, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => data[data.length === 1 ? 0 : i] ?? 0)
}

function chain(
  builder: GraphBuilder,
  node: NodeReader,
  op: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max' | 'Min' | 'Pow',
  output = node.output,
): void {
  const [first, ...rest] = node.inputs
  if (!first) throw new NodeProblem('an operand is missing')
  if (rest.length === 0) {
    builder.reshape(node, first, builder.type(first).shape, output)
    return
  }
  let sum = first
  rest.forEach((operand, index) => {
    for (const name of [sum, operand]) {
      if (builder.type(name).quantization) {
        throw new NodeProblem('arithmetic on bytes is not supported; dequantize first', name)
      }
    }
    const whole = [sum, operand].some((name) => isInteger(builder.type(name).dtype))
    const known = [sum, operand].every((name) => builder.constants.has(name))
    if (op === 'Div' && whole && !known) {
      throw new NodeProblem(
        'a division of whole numbers rounds and is not supported; cast to f32 before it',
      )
    }
    const last = index === rest.length - 1
    sum = builder.add(node, { op }, [sum, operand], last ? { output } : {})
  })
}

function mapHandlers<T>(
  record: Record<string, T>,
  handler: (value: T) => Handler,
): Record<string, Handler> {
  return Object.fromEntries(Object.entries(record).map(([op, value]) => [op, handler(value)]))
}
