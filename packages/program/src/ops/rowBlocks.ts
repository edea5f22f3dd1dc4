import type { Graph } from '../onnx/graph.ts'
import { bytesPerElement } from '../program.ts'
import { type ElementReads, rowLoopGas } from './element.ts'
import {
  type ResolvedStep,
  requireOperands,
  requireRange,
  requireShape,
  requireType,
} from './operation.ts'
import { type OperandRead, readStretch } from './reads.ts'
import { checkGrow, checkSaturate } from './saturate.ts'
import type { TensorData } from './tensorData.ts'

/** Steps that make one number out of each block of a row; the last block may be shorter. */
type BlockStep = ResolvedStep<'RowMax' | 'RowSum'>

const LARGEST_BLOCK = 2 ** 24

export function checkBlocks(step: BlockStep): void {
  requireOperands(step, 1)
  const [x] = step.operands
  requireType('x', x!, ['u8', 'i32'])
  const { block } = step.attributes
  requireRange('block', block, 1, LARGEST_BLOCK)
  checkGrow(step.attributes)
  checkSaturate(step.attributes, step.output)
  const columns = x!.shape.at(-1)!
  requireShape('its output', step.output, x!.shape.with(-1, Math.ceil(columns / block)))
}

/** How many elements the longest and the last block of a row have. */
export function blockSizes({ attributes, operands }: BlockStep): [longest: number, last: number] {
  const columns = operands[0]!.shape.at(-1)!
  const longest = Math.min(attributes.block, columns)
  return [longest, columns % longest || longest]
}

/** Where the block of element `index` of the output begins in x, and how many elements it has. */
function blockAt(step: BlockStep, index: number): [begin: number, count: number] {
  const columns = step.operands[0]!.shape.at(-1)!
  const blocks = step.output.shape.at(-1)!
  const from = (index % blocks) * step.attributes.block
  const begin = Math.floor(index / blocks) * columns + from
  return [begin, Math.min(step.attributes.block, columns - from)]
}

/** The numbers of the block that element `index` of the output is made of. */
export function blockOf(step: BlockStep, x: TensorData, index: number): TensorData {
  const [begin, count] = blockAt(step, index)
  return x.subarray(begin, begin + count)
}

/** Reduces each block; `reduce` reduces along the last axis, and keeps it with a size of 1 or drops it. */
export function lowerBlocks(
  step: BlockStep,
  graph: Graph,
  x: string,
  reduce: (value: string, keepdims: 0 | 1) => string,
): string {
  const { shape } = step.operands[0]!
  const columns = shape.at(-1)!
  const [longest, last] = blockSizes(step)
  if (longest === columns) return reduce(x, 1)
  const whole = Math.floor(columns / longest)
  const part = (from: number, to: number) =>
    graph.node('Slice', [
      x,
      graph.positions([from]),
      graph.positions([to]),
      graph.positions([shape.length - 1]),
    ])
  const even = last === longest ? x : part(0, whole * longest)
  const split = [...shape.slice(0, -1), whole, longest]
  const reduced = reduce(graph.node('Reshape', [even, graph.positions(split)]), 0)
  if (last === longest) return reduced
  const rest = reduce(part(whole * longest, columns), 1)
  return graph.node('Concat', [reduced, rest], { axis: shape.length - 1 })
}

/** @param numberGas what one i32 of a block takes */
export function blockElement(step: BlockStep, numberGas: number): ElementReads {
  const [x] = step.operands
  const [longest] = blockSizes(step)
  const stretchBytes = longest * bytesPerElement[x!.dtype]
  // Blocks begin at multiples of their length where the row is a multiple of it.
  const aligned = x!.shape.at(-1)! % longest === 0
  return {
    operands: [{ type: x!, stretches: 1, stretchBytes, aligned }],
    loops: longest,
    loopGas: rowLoopGas(x!, numberGas),
  }
}

export function blockReads(step: BlockStep, element: number): OperandRead[] {
  const width = bytesPerElement[step.operands[0]!.dtype]
  const [begin, count] = blockAt(step, element)
  return [readStretch(0, begin * width, count * width)]
}
