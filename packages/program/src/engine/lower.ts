import { Graph, type WeightEncoding } from '../onnx/graph.ts'
import { operationOf } from '../ops/operations.ts'
import { operandInterval, resolveStep, stepIntervals } from '../ops/resolve.ts'
import { numbersOf } from '../ops/tensorData.ts'
import { WeightFacts } from '../ops/WeightFacts.ts'
import type { Operand, Program } from '../program.ts'

/** The input's name in a lowered model. */
export const INPUT_NAME = 'input'

export interface Lowered {
  /** The ONNX file. */
  readonly onnx: Uint8Array
  /** The names of its outputs: the program's outputs, or every step's tensor. */
  readonly outputs: readonly string[]
}

/**
 * The program as an ONNX model that plain onnxruntime runs, with the same result to the last bit.
 *
 * @param program one that passed `checkProgram`
 * @param encoding how i8 weights are stored; on which of them this CPU is exact, `chooseEncoding` tells
 * @param parameters.everyTensor give every step's tensor instead of the program's outputs
 */
export function lower(
  program: Program,
  encoding: WeightEncoding,
  parameters: { readonly everyTensor?: boolean } = {},
): Lowered {
  const graph = new Graph(encoding)
  const input = graph.input(INPUT_NAME, program.input.dtype, program.input.shape)
  const produced: string[] = []
  const constants = new Map<number, string>()
  const nameOf = (operand: Operand): string => {
    if (operand.kind === 'input') return input
    if (operand.kind === 'step') return produced[operand.index]!
    const known = constants.get(operand.index)
    if (known !== undefined) return known
    const { type, data } = program.weights[operand.index]!
    const name = graph.constant(type.dtype, type.shape, numbersOf(type.dtype, data))
    constants.set(operand.index, name)
    return name
  }
  const facts = new WeightFacts()
  const intervals = stepIntervals(program, facts)
  for (const step of program.steps) {
    const value = (position: number) => nameOf(step.operands[position]!)
    const interval = (position: number) =>
      operandInterval(program, step.operands[position]!, intervals, facts)
    produced.push(operationOf(step.op).lower(resolveStep(program, step), graph, value, interval))
  }
  const wanted = parameters.everyTensor ? program.steps.keys() : program.outputs
  const outputs: string[] = []
  for (const index of wanted) {
    const { dtype, shape } = program.steps[index]!.output
    graph.output(produced[index]!, dtype, shape)
    outputs.push(produced[index]!)
  }
  return { onnx: graph.encode(), outputs }
}
