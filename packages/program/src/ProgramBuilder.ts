import { multiplierBits } from './ops/requantize.ts'
import {
  type OpAttributes,
  type Operand,
  type OpName,
  operandType,
  PROGRAM_VERSION,
  type Program,
  type Step,
  type TensorType,
  type Weight,
} from './program.ts'

/**
 * Puts a program together step by step.
 *
 * @example
 * const builder = new ProgramBuilder({ dtype: 'u8', shape: [1, 4] })
 * const flat = builder.step('Reshape', [builder.input], { shape: [4] }, { dtype: 'u8', shape: [4] })
 * const program = builder.finish([flat])
 */
export class ProgramBuilder {
  readonly input: Operand = { kind: 'input' }
  readonly #type: TensorType
  readonly #steps: Step[] = []
  readonly #weights: Weight[] = []

  constructor(input: TensorType) {
    this.#type = input
  }

  weight(type: TensorType, data: Uint8Array): Operand {
    return { kind: 'weight', index: this.#weights.push({ type, data }) - 1 }
  }

  /** The table that Conv2d and MatMul take: a bias and a multiplier, rounded to a float32, for each output channel. */
  channelTable(biases: readonly number[], multipliers: readonly number[]): Operand {
    const entries = Int32Array.from(
      biases.flatMap((bias, channel) => [bias, multiplierBits(multipliers[channel]!)]),
    )
    const type: TensorType = { dtype: 'i32', shape: [biases.length, 2] }
    return this.weight(type, new Uint8Array(entries.buffer))
  }

  /** An i32 weight of these numbers. */
  numbers(shape: readonly number[], values: readonly number[]): Operand {
    return this.weight({ dtype: 'i32', shape }, new Uint8Array(Int32Array.from(values).buffer))
  }

  /** The table that MatMulWide takes: a bias and an integer multiplier for each output channel. */
  wideTable(biases: readonly number[], multipliers: readonly number[]): Operand {
    const entries = biases.flatMap((bias, channel) => [bias, multipliers[channel]!])
    return this.numbers([biases.length, 2], entries)
  }

  step<Name extends OpName>(
    op: Name,
    operands: readonly Operand[],
    attributes: OpAttributes[Name],
    output: TensorType,
  ): Operand {
    const step = { op, operands, attributes, output } as unknown as Step
    return { kind: 'step', index: this.#steps.push(step) - 1 }
  }

  typeOf(operand: Operand): TensorType {
    return operandType({ input: this.#type, steps: this.#steps, weights: this.#weights }, operand)
  }

  /** @param outputs steps, in the order of the program's outputs */
  finish(outputs: readonly Operand[]): Program {
    return {
      version: PROGRAM_VERSION,
      input: this.#type,
      steps: [...this.#steps],
      outputs: outputs.map((output) => {
        if (output.kind !== 'step') throw new Error('An output must be a step.')
        return output.index
      }),
      weights: [...this.#weights],
    }
  }
}
