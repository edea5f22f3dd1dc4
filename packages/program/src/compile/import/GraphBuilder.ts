import { evaluateConstant } from '../evaluateConstant.ts'
import {
  type Constant,
  type FloatNode,
  type FloatOp,
  sizeOf,
  type TensorType,
} from '../floatGraph.ts'
import { inferType } from '../inferShape.ts'
import { NodeProblem, type NodeReader } from './NodeReader.ts'

const MOVEMENT = new Set<FloatOp['op']>([
  'Reshape',
  'Transpose',
  'Slice',
  'Concat',
  'MaxPool',
  'Resize',
  'Gather',
])

/** What a tensor of a dynamic quantization is; each may be used only so that what was left out makes no difference. */
export type Role = 'bytes' | 'scale' | 'zero' | 'product'

/** Puts a float graph together node by node: infers types, folds what is constant. */
export class GraphBuilder {
  readonly types = new Map<string, TensorType>()
  readonly constants = new Map<string, Constant>()
  readonly nodes: FloatNode[] = []
  /** What tensors are to a dynamic quantization. */
  readonly roles = new Map<string, Role>()
  readonly #limit: number
  #fresh = 0

  constructor(tensorElements: number) {
    this.#limit = tensorElements
  }

  /** A tensor name that nobody else has. */
  fresh(base: string): string {
    this.#fresh++
    return `${base}/assay_${this.#fresh}`
  }

  /** The type of a node's operand. */
  type(name: string | undefined): TensorType {
    const type = name === undefined ? undefined : this.types.get(name)
    if (!type) throw new NodeProblem('an operand is missing', name)
    return type
  }

  /** The values of an operand that has to be constant. */
  constant(name: string | undefined, what: string): Constant {
    const constant = name === undefined ? undefined : this.constants.get(name)
    if (!constant) throw new NodeProblem(`${what} has to be a constant`, name)
    return constant
  }

  /** The values of an operand that has to be a constant list of whole numbers. */
  integers(name: string | undefined, what: string): number[] {
    const { data, shape } = this.constant(name, what)
    if (shape.length > 1 || data.some((value) => !Number.isInteger(value))) {
      throw new NodeProblem(`${what} has to be a list of whole numbers`, name)
    }
    return Array.from(data)
  }

  setConstant(name: string, constant: Constant): void {
    this.constants.set(name, constant)
    this.types.set(name, { dtype: constant.dtype, shape: constant.shape })
  }

  /** How many elements a shape has, or a problem where they are too many. */
  checkCount(shape: readonly number[]): number {
    const count = sizeOf(shape)
    if (!Number.isSafeInteger(count) || count < 0 || count > this.#limit) {
      throw new NodeProblem(`[${shape}] has more than ${this.#limit} elements`)
    }
    return count
  }

  /** A constant made here. */
  literal(base: string, constant: Constant): string {
    const name = this.fresh(base)
    this.setConstant(name, constant)
    return name
  }

  /** Adds a node and returns its output's name. Shape and dtype are given where they cannot be inferred. */
  add(
    reader: NodeReader,
    op: FloatOp,
    inputs: readonly string[],
    parameters: { output?: string; shape?: readonly number[]; dtype?: TensorType['dtype'] } = {},
  ): string {
    const output = parameters.output ?? this.fresh(reader.output)
    const operands = inputs.map((input) => this.type(input))
    const type = this.#typeOf(op, operands, parameters)
    if (sizeOf(type.shape) > this.#limit) {
      throw new NodeProblem(
        `its output [${type.shape}] has more than ${this.#limit} elements`,
        output,
      )
    }
    const constants = inputs.map((input) => this.constants.get(input))
    if (constants.every((constant) => constant !== undefined)) {
      const folded = evaluateConstant(op, constants, type)
      if (folded) {
        this.setConstant(output, folded)
        return output
      }
      throw new NodeProblem('its operands are all constant')
    }
    this.types.set(output, type)
    this.nodes.push({ ...op, name: reader.name, source: reader.source, inputs, output })
    return output
  }

  reshape(
    reader: NodeReader,
    input: string,
    shape: readonly number[],
    output = this.fresh(reader.output),
  ): string {
    return this.add(reader, { op: 'Reshape' }, [input], { output, shape })
  }

  #typeOf(
    op: FloatOp,
    operands: readonly TensorType[],
    given: { shape?: readonly number[]; dtype?: TensorType['dtype'] },
  ): TensorType {
    const [first] = operands
    if (given.shape && first) {
      if (op.op === 'Reshape' && sizeOf(given.shape) !== sizeOf(first.shape)) {
        throw new NodeProblem(`[${first.shape}] cannot be reshaped to [${given.shape}]`)
      }
      const { quantization } = first
      const type = { dtype: given.dtype ?? first.dtype, shape: given.shape }
      return quantization && MOVEMENT.has(op.op) ? { ...type, quantization } : type
    }
    const type = inferType(op, operands)
    if (typeof type === 'string') throw new NodeProblem(type)
    const kept = MOVEMENT.has(op.op) ? first?.quantization : undefined
    return {
      dtype: given.dtype ?? type.dtype,
      shape: type.shape,
      ...(kept ? { quantization: kept } : {}),
    }
  }
}
