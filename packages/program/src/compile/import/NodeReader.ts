import type { onnx } from 'onnx-proto'

/** Why one node cannot be taken; the importer adds the node's name and goes on with the next. */
export class NodeProblem extends Error {
  readonly tensor: string | undefined

  constructor(reason: string, tensor?: string) {
    super(reason)
    this.tensor = tensor
  }
}

// The types of AttributeProto.
const FLOAT = 1
const INT = 2
const STRING = 3
const TENSOR = 4
const FLOATS = 6
const INTS = 7
const STRINGS = 8

/** Attributes that have a number for each axis of a window. */
const WINDOW = new Set(['kernel_shape', 'strides', 'dilations'])

/** An ONNX node with its attributes by name and type. */
export class NodeReader {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly source: number
  readonly opset: number
  readonly #proto: onnx.INodeProto
  readonly #used: ReadonlySet<string>
  readonly #attributes: ReadonlyMap<string, onnx.IAttributeProto>

  /** @param used the tensors that anything takes; an output that nothing takes counts as left out */
  constructor(
    node: onnx.INodeProto,
    source: number,
    parameters: { opset: number; used: ReadonlySet<string> },
  ) {
    const standard = !node.domain || node.domain === 'ai.onnx'
    this.op = standard ? (node.opType ?? '') : `${node.domain}.${node.opType ?? ''}`
    this.name = node.name || `#${source}`
    this.inputs = node.input ?? []
    const [first = '', ...more] = node.output ?? []
    this.outputs = [first, ...more.map((output) => (parameters.used.has(output) ? output : ''))]
    this.source = source
    this.opset = parameters.opset
    this.#proto = node
    this.#used = parameters.used
    this.#attributes = new Map(
      (node.attribute ?? []).map((attribute) => [attribute.name ?? '', attribute]),
    )
  }

  /** The same node with a window over some of its `count` spatial axes only; over an axis that is none, of one element. */
  along(axes: readonly (number | undefined)[], count: number): NodeReader {
    const attribute = (this.#proto.attribute ?? []).map((one) => {
      const { name, ints } = one
      const isPads = name === 'pads'
      if (!ints || !(isPads || WINDOW.has(name ?? ''))) return one
      if (ints.length !== (isPads ? 2 * count : count)) {
        throw new NodeProblem(`${name} [${ints}] does not fit ${count} axes`)
      }
      const kept = (from: number, none: number) =>
        axes.map((axis) => (axis === undefined ? none : (ints[from + axis] ?? none)))
      return { ...one, ints: isPads ? [...kept(0, 0), ...kept(count, 0)] : kept(0, 1) }
    })
    const { opset } = this
    return new NodeReader({ ...this.#proto, attribute }, this.source, { opset, used: this.#used })
  }

  /** The same node with a window of these numbers, whatever its attributes say of one. */
  withWindow(window: Readonly<Record<string, readonly number[]>>): NodeReader {
    const others = (this.#proto.attribute ?? []).filter(
      ({ name }) => name !== 'auto_pad' && !(name && Object.hasOwn(window, name)),
    )
    const own = Object.entries(window).map(([name, ints]) => ({
      name,
      type: INTS,
      ints: [...ints],
    }))
    const proto = { ...this.#proto, attribute: [...others, ...own] }
    return new NodeReader(proto, this.source, { opset: this.opset, used: this.#used })
  }

  /** The name of the input, or undefined where it is left out. */
  input(index: number): string | undefined {
    return this.inputs[index] || undefined
  }

  get output(): string {
    const [output] = this.outputs
    if (!output) throw new NodeProblem('it has no output')
    return output
  }

  has(name: string): boolean {
    return this.#attributes.has(name)
  }

  int(name: string, otherwise: number): number {
    const attribute = this.#typed(name, INT)
    if (!attribute) return otherwise
    const value = Number(attribute.i ?? 0)
    if (!Number.isSafeInteger(value)) throw new NodeProblem(`attribute ${name} is out of range`)
    return value
  }

  float(name: string, otherwise: number): number {
    const attribute = this.#typed(name, FLOAT)
    if (!attribute) return otherwise
    const value = attribute.f ?? 0
    if (!Number.isFinite(value)) throw new NodeProblem(`attribute ${name} is not a finite number`)
    return value
  }

  string(name: string, otherwise: string): string {
    const attribute = this.#typed(name, STRING)
    return attribute?.s ? new TextDecoder().decode(attribute.s) : otherwise
  }

  ints(name: string): number[] | undefined {
    const attribute = this.#typed(name, INTS)
    return attribute?.ints?.map((value) => Number(value))
  }

  floats(name: string): number[] | undefined {
    return this.#typed(name, FLOATS)?.floats ?? undefined
  }

  strings(name: string): string[] | undefined {
    const decoder = new TextDecoder()
    return this.#typed(name, STRINGS)?.strings?.map((text) => decoder.decode(text))
  }

  tensor(name: string): onnx.ITensorProto | undefined {
    return this.#typed(name, TENSOR)?.t ?? undefined
  }

  #typed(name: string, type: number): onnx.IAttributeProto | undefined {
    const attribute = this.#attributes.get(name)
    if (attribute && attribute.type !== type) {
      throw new NodeProblem(`attribute ${name} has the wrong type (${attribute.type ?? 0})`)
    }
    return attribute
  }
}

/** An axis counted from 0, or a problem where the tensor has no such axis. */
export function axisOf(axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(counted) || counted < 0 || counted >= rank) {
    throw new NodeProblem(`axis ${axis} is none of ${rank} axes`)
  }
  return counted
}
