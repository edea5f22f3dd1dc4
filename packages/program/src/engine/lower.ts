import { Graph, type WeightEncoding } from '../onnx/graph.ts'
import { operationOf } from '../ops/operations.ts'
import { operandInterval, resolveStep, stepIntervals } from '../ops/resolve.ts'
import { numbersOf } from '../ops/tensorData.ts'
import { WeightFacts } from '../ops/WeightFacts.ts'
import { byteLength, bytesPerElement, type Operand, type Program } from '../program.ts'

/** The input's name in a lowered model. */
export const INPUT_NAME = 'input'

export interface Lowered {
  /** The ONNX file. */
  readonly onnx: Uint8Array
  /** Where the program's outputs are, or every step's tensor, in order. */
  readonly tensors: readonly TensorPlace[]
}

/** Bytes of an output of the ONNX model. */
export interface TensorPlace {
  /** The output's name. */
  readonly output: string
  readonly offset: number
  readonly length: number
}

/**
 * The program as an ONNX model that plain onnxruntime runs, with the same result to the last bit.
 *
 * @param program one that passed `checkProgram`
 * @param encoding how i8 weights are stored; on which of them this CPU is exact, `chooseEncoding` tells
 * @param parameters.everyTensor give every step's tensor instead of the program's outputs: all bytes as one output of the ONNX
 * model and all i32 as another, because each output costs the engine memory of its own
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
  const tensors = parameters.everyTensor
    ? joinTensors(program, graph, produced)
    : program.outputs.map((index) => {
        const { output } = program.steps[index]!
        graph.output(produced[index]!, output.dtype, output.shape)
        return { output: produced[index]!, offset: 0, length: byteLength(output) }
      })
  return { onnx: graph.encode(), tensors }
}

/** All tensors of one type one after the other, as one output. */
function joinTensors(program: Program, graph: Graph, produced: readonly string[]): TensorPlace[] {
  const places: TensorPlace[] = []
  for (const dtype of ['u8', 'i32'] as const) {
    const indices = [...program.steps.keys()].filter(
      (index) => program.steps[index]!.output.dtype === dtype,
    )
    if (indices.length === 0) continue
    const flat = indices.map((index) =>
      graph.node('Reshape', [produced[index]!, graph.positions([-1])]),
    )
    const output = graph.node('Concat', flat, { axis: 0 })
    let offset = 0
    for (const index of indices) {
      const length = byteLength(program.steps[index]!.output)
      places[index] = { output, offset, length }
      offset += length
    }
    graph.output(output, dtype, [offset / bytesPerElement[dtype]])
  }
  return places
}
