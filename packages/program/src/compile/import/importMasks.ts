import { allocate } from '../evaluateConstant.ts'
import { call, constant, X } from '../expression.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { constantHandlers } from './importConstant.ts'
import { addUnary } from './importElementwise.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const inverse = call('sub', constant(1), X)

/** Arithmetic with truths, which are 0 or 1, and the choices that they make. */
export const maskHandlers: Record<string, Handler> = {
  And: (builder, node) => join(builder, node, 'Mul'),
  Or: (builder, node) => join(builder, node, 'Max'),
  Xor: (builder, node) => {
    const difference = builder.add(node, { op: 'Sub' }, operands(node), { dtype: 'f32' })
    addTruth(builder, node, addUnary(builder, node, difference, call('abs', X)))
  },
  Not: (builder, node) => {
    if (builder.constants.has(node.input(0) ?? '')) throw new NodeProblem('it is a constant')
    addTruth(builder, node, addUnary(builder, node, node.input(0), inverse))
  },
  /** What is chosen by a mask is added to what is not, of which the mask leaves nothing. */
  Where: (builder, node) => {
    const names = [0, 1, 2].map((index) => node.input(index) ?? '')
    if (names.every((name) => builder.constants.has(name))) {
      constantHandlers.Where?.(builder, node)
      return
    }
    const [condition = '', ...choices] = names
    const [yes = '', no = ''] = choices.map((name) => bounded(builder, node, name))
    const { shape } = builder.type(condition)
    const { dtype } = builder.type(yes)
    const mask = builder.add(node, { op: 'Reshape' }, [condition], { shape, dtype })
    const rest = addUnary(builder, node, mask, inverse)
    const parts = [
      builder.add(node, { op: 'Mul' }, [mask, yes]),
      builder.add(node, { op: 'Mul' }, [rest, no]),
    ]
    builder.add(node, { op: 'Add' }, parts, { output: node.output })
  },
  /** The upper or lower triangle of a matrix. */
  Trilu: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape, dtype } = builder.type(input)
    const [rows = 0, columns = 0] = shape.slice(-2)
    const [first = 0] = node.input(1) ? builder.integers(node.input(1), 'the diagonal') : []
    const isUpper = node.int('upper', 1) !== 0
    const data = allocate(dtype, builder.checkCount([rows, columns])).map((_, i) => {
      const diagonal = (i % columns) - Math.floor(i / columns)
      return (isUpper ? diagonal >= first : diagonal <= first) ? 1 : 0
    })
    const mask = builder.literal(node.output, { dtype, shape: [rows, columns], data })
    builder.add(node, { op: 'Mul' }, [input, mask], { output: node.output })
  },
}

/** What stands for the infinite: nothing that is near it is computed with. */
const FARTHEST = 2 ** 20

/** A constant as far as a program can hold it: what is infinite would be no number where a mask leaves nothing of it. */
function bounded(builder: GraphBuilder, node: NodeReader, name: string): string {
  const held = builder.constants.get(name)
  if (!held?.data.some((value) => Math.abs(value) > FARTHEST)) return name
  const data = held.data.map((value) => Math.min(FARTHEST, Math.max(-FARTHEST, value)))
  return builder.literal(node.output, { ...held, data })
}

function operands(node: NodeReader): string[] {
  return [node.input(0) ?? '', node.input(1) ?? '']
}

function join(builder: GraphBuilder, node: NodeReader, op: 'Mul' | 'Max'): void {
  builder.add(node, { op }, operands(node), { output: node.output })
}

function addTruth(builder: GraphBuilder, node: NodeReader, input: string): void {
  const { shape } = builder.type(input)
  builder.add(node, { op: 'Reshape' }, [input], { output: node.output, shape, dtype: 'bool' })
}
