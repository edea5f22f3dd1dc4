import { allocate, isInteger } from '../evaluateConstant.ts'
import { type Constant, type FloatDtype, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'
import { dtypeOf, readTensor } from './readTensor.ts'

/** Constants, and the arithmetic with shapes that models do with them. */
export const constantHandlers: Record<string, Handler> = {
  Constant: (_builder, node) => {
    throw new NodeProblem(`Constant '${node.output}' holds no number`)
  },
  ConstantOfShape: (builder, node) => {
    const shape = builder.integers(node.input(0), 'the shape')
    const proto = node.tensor('value')
    const value = proto ? readTensor(proto, 1) : { dtype: 'f32' as const, data: [0] }
    if (typeof value === 'string') throw new NodeProblem(`its value cannot be read: ${value}`)
    const count = builder.checkCount(shape)
    const data = allocate(value.dtype, count).fill(value.data[0] ?? 0)
    builder.setConstant(node.output, { dtype: value.dtype, shape, data })
  },
  Shape: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const clip = (at: number) =>
      Math.min(Math.max(at < 0 ? at + shape.length : at, 0), shape.length)
    const part = shape.slice(clip(node.int('start', 0)), clip(node.int('end', shape.length)))
    builder.setConstant(node.output, list(part))
  },
  Size: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    builder.setConstant(node.output, { ...list([sizeOf(shape)]), shape: [] })
  },
  Range: (builder, node) => {
    const [start = 0, limit = 0, delta = 1] = [0, 1, 2].map(
      (index) => builder.constant(node.input(index), 'a bound of Range').data[0],
    )
    const count = builder.checkCount([Math.max(0, Math.ceil((limit - start) / delta)) || 0])
    const { dtype } = builder.type(node.input(0))
    const data = allocate(dtype, count).map((_, i) => start + i * delta)
    builder.setConstant(node.output, { dtype, shape: [count], data })
  },
  Cast: (builder, node) => {
    const dtype = dtypeOf(node.int('to', 0))
    if (!dtype) throw new NodeProblem(`a cast to type ${node.int('to', 0)} is not supported`)
    cast(builder, node, dtype)
  },
  CastLike: (builder, node) => cast(builder, node, builder.type(node.input(1)).dtype),
  Equal: (builder, node) => compare(builder, node, (a, b) => a === b),
  Greater: (builder, node) => compare(builder, node, (a, b) => a > b),
  Less: (builder, node) => compare(builder, node, (a, b) => a < b),
  Where: (builder, node) => {
    const [condition, yes, no] = [0, 1, 2].map((index) =>
      builder.constant(node.input(index), 'an operand of Where'),
    )
    const counts = [condition, yes, no].map((part) => part?.data.length ?? 0)
    const longest = [condition, yes, no].find((part) => part?.data.length === Math.max(...counts))
    if (!longest || counts.some((count) => count !== 1 && count !== longest.data.length)) {
      throw new NodeProblem('its operands are of several shapes')
    }
    const at = (part: Constant | undefined, i: number) =>
      part?.data[part.data.length === 1 ? 0 : i] ?? 0
    const dtype = yes?.dtype ?? 'f32'
    const data = allocate(dtype, longest.data.length).map((_, i) =>
      at(at(condition, i) ? yes : no, i),
    )
    builder.setConstant(node.output, { dtype, shape: longest.shape, data })
  },
}

function cast(builder: GraphBuilder, node: NodeReader, dtype: FloatDtype): void {
  const input = node.input(0) ?? ''
  const constant = builder.constants.get(input)
  if (constant) {
    builder.setConstant(node.output, castConstant(constant, dtype))
    return
  }
  const from = builder.type(input)
  if (isInteger(dtype) && !isInteger(from.dtype)) {
    throw new NodeProblem(`a cast from ${from.dtype} to ${dtype} rounds and is not supported`)
  }
  builder.add(node, { op: 'Reshape' }, [input], { output: node.output, shape: from.shape, dtype })
}

function list(values: readonly number[]): Constant {
  return { dtype: 'i64', shape: [values.length], data: Float64Array.from(values) }
}

function castConstant(constant: Constant, dtype: FloatDtype): Constant {
  const whole = isInteger(dtype)
  const data = allocate(dtype, constant.data.length)
  constant.data.forEach((value, i) => {
    data[i] = dtype === 'bool' ? (value ? 1 : 0) : whole ? Math.trunc(value) : value
  })
  return { dtype, shape: constant.shape, data }
}

function compare(
  builder: GraphBuilder,
  node: NodeReader,
  holds: (a: number, b: number) => boolean,
): void {
  const [left, right] = [0, 1].map((index) => builder.constants.get(node.input(index) ?? ''))
  if (!left || !right) {
    throw new NodeProblem('numbers that depend on the input are not compared')
  }
  const longer = left.data.length >= right.data.length ? left : right
  const shorter = longer === left ? right : left
  if (shorter.data.length !== 1 && shorter.data.length !== longer.data.length) {
    throw new NodeProblem('its operands are of several shapes')
  }
  const at = (part: Constant, i: number) => part.data[part.data.length === 1 ? 0 : i] ?? 0
  const data = allocate('bool', longer.data.length).map((_, i) =>
    holds(at(left, i), at(right, i)) ? 1 : 0,
  )
  builder.setConstant(node.output, { dtype: 'bool', shape: longer.shape, data })
}
