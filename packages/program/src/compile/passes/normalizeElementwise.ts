import { call, constant, type Expression, type ExpressionFunction, X } from '../expression.ts'
import type { Constant, FloatGraph, FloatNode } from '../floatGraph.ts'
import { soleAxis, spread } from '../import/importElementwise.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

const functions: Partial<Record<FloatNode['op'], ExpressionFunction>> = {
  Add: 'add',
  Sub: 'sub',
  Mul: 'mul',
  Div: 'div',
  Max: 'max',
  Min: 'min',
  Pow: 'pow',
}

/**
 * Turns arithmetic with constants into functions of one number or into scale and offset per channel, and
 * what is left between two tensors into additions and multiplications.
 */
export function normalizeElementwise(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    const fn = functions[node.op]
    if (!fn) return
    const [left = '', right = ''] = node.inputs
    const constantLeft = editor.constants.get(left)
    const constantRight = editor.constants.get(right)
    const held = constantLeft ?? constantRight
    if (!held) return betweenTensors(node, editor)
    const other = constantLeft ? right : left
    const unchanged = `${editor.shape(other)}` === `${editor.shape(node.output)}`
    if (!unchanged) return withTensor(node, editor, { held, first: constantLeft !== undefined })
    if (held.data.length === 1) {
      const value = constant(held.data[0] ?? 0)
      const expression = constantLeft ? call(fn, value, X) : call(fn, X, value)
      const affine = asAffine(expression)
      if (affine) addAffine(node, editor, other, [affine.scale], [affine.offset])
      else editor.add(node, { op: 'Unary', expression }, [other], { output: node.output })
      return true
    }
    const operand = { other, held, first: constantLeft !== undefined }
    return perChannel(node, editor, operand) ?? withTensor(node, editor, operand)
  })
}

/** As many powers are taken of a tensor. */
const MOST_POWERS = 8

/** Arithmetic with a constant that has a number of its own for each place. */
function withTensor(
  node: FloatNode,
  editor: GraphEditor,
  { held, first }: { held: Constant; first: boolean },
): boolean | undefined {
  const [left = ''] = node.inputs
  if (node.op === 'Max' || node.op === 'Min') return betweenTensors(node, editor)
  if (node.op === 'Div') {
    if (first) return betweenTensors(node, editor)
    const data = held.data.map((value) => 1 / value)
    const inverse = editor.literal(node.output, { ...held, data })
    editor.add(node, { op: 'Mul' }, [left, inverse], { output: node.output })
    return true
  }
  const powers = [...new Set(held.data)]
  if (node.op !== 'Pow' || first || powers.length > MOST_POWERS) return
  // Each power counts where it is asked for.
  const parts = powers.map((power) => {
    const data = held.data.map((value) => (value === power ? 1 : 0))
    const mask = editor.literal(node.output, { ...held, data })
    const expression = call('pow', X, constant(power))
    return editor.add(node, { op: 'Mul' }, [
      editor.add(node, { op: 'Unary', expression }, [left]),
      mask,
    ])
  })
  const last = parts.pop() ?? left
  const sum = parts.reduce(
    (total, part) => editor.add(node, { op: 'Add' }, [total, part]),
    parts.shift() ?? last,
  )
  if (sum === last) editor.alias(node.output, last)
  else editor.add(node, { op: 'Add' }, [sum, last], { output: node.output })
  return true
}

function perChannel(
  node: FloatNode,
  editor: GraphEditor,
  operand: { other: string; held: Constant; first: boolean },
): boolean | undefined {
  const { other, held, first } = operand
  const shape = editor.shape(node.output)
  const axis = soleAxis(held.shape, shape)
  if (axis === undefined) return
  const values = spread(held.data, shape[axis] ?? 1)
  const ones = values.map(() => 1)
  const zeros = values.map(() => 0)
  switch (node.op) {
    case 'Add':
      return addAffine(node, editor, other, ones, values, axis)
    case 'Sub':
      return first
        ? addAffine(
            node,
            editor,
            other,
            values.map(() => -1),
            values,
            axis,
          )
        : addAffine(
            node,
            editor,
            other,
            ones,
            values.map((value) => -value),
            axis,
          )
    case 'Mul':
      return addAffine(node, editor, other, values, zeros, axis)
    case 'Div':
      if (first) return
      return addAffine(
        node,
        editor,
        other,
        values.map((value) => 1 / value),
        zeros,
        axis,
      )
    default:
      return
  }
}

function addAffine(
  node: FloatNode,
  editor: GraphEditor,
  input: string,
  scale: ArrayLike<number>,
  offset: ArrayLike<number>,
  axis = Math.min(1, editor.shape(input).length - 1),
): true {
  const count = editor.shape(input)[axis] ?? 1
  const op = {
    op: 'Affine',
    axis,
    scale: spread(scale, count),
    offset: spread(offset, count),
  } as const
  editor.add(node, op, [input], { output: node.output })
  return true
}

function asAffine(expression: Expression): { scale: number; offset: number } | undefined {
  if (expression.kind !== 'call') return
  const [a, b] = expression.args
  if (!a || !b) return
  const value = a.kind === 'constant' ? a.value : b.kind === 'constant' ? b.value : 0
  switch (expression.fn) {
    case 'add':
      return { scale: 1, offset: value }
    case 'sub':
      return a.kind === 'x' ? { scale: 1, offset: -value } : { scale: -1, offset: value }
    case 'mul':
      return { scale: value, offset: 0 }
    case 'div':
      return a.kind === 'x' ? { scale: 1 / value, offset: 0 } : undefined
    default:
      return
  }
}

/** Larger and smaller of two tensors by way of a difference, quotients by way of a reciprocal. */
function betweenTensors(node: FloatNode, editor: GraphEditor): boolean | undefined {
  const [left = '', right = ''] = node.inputs
  switch (node.op) {
    case 'Div': {
      const inverse = editor.add(node, { op: 'Unary', expression: call('reciprocal', X) }, [right])
      editor.add(node, { op: 'Mul' }, [left, inverse], { output: node.output })
      return true
    }
    case 'Max':
    case 'Min': {
      const difference = editor.add(node, { op: 'Sub' }, [right, left])
      const fn = node.op === 'Max' ? 'max' : 'min'
      const rest = editor.add(node, { op: 'Unary', expression: call(fn, X, constant(0)) }, [
        difference,
      ])
      editor.add(node, { op: 'Add' }, [left, rest], { output: node.output })
      return true
    }
    default:
      return
  }
}
