import type { Constant, FloatGraph, FloatNode, FloatOp, TensorType } from '../floatGraph.ts'
import { inferType } from '../inferShape.ts'

/** What a pass does with a node: true when it has dealt with it, anything else keeps it as it is. */
export type Visit = (node: FloatNode, editor: GraphEditor) => boolean | undefined

/** A graph under rewriting: nodes are visited in order and written, changed or not, to a new list. */
export class GraphEditor {
  readonly types: Map<string, TensorType>
  readonly constants: Map<string, Constant>
  readonly #uses = new Map<string, number>()
  readonly #aliases = new Map<string, string>()
  #written: (FloatNode | undefined)[] = []
  readonly #makers = new Map<string, number>()
  readonly #names: Set<string>

  constructor(graph: FloatGraph) {
    this.types = new Map(graph.types)
    this.constants = new Map(graph.constants)
    this.#names = new Set([...graph.types.keys(), ...graph.constants.keys()])
    for (const name of [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs]) {
      this.#uses.set(name, this.uses(name) + 1)
    }
  }

  /** How often a tensor is used, an output of the graph counting as one use. */
  uses(name: string): number {
    return this.#uses.get(name) ?? 0
  }

  shape(name: string): readonly number[] {
    return this.types.get(name)?.shape ?? []
  }

  /** The node, already written, that makes a tensor. */
  maker(name: string): FloatNode | undefined {
    return this.#written[this.#makers.get(name) ?? -1]
  }

  /** The node that makes a tensor, if nothing else uses the tensor. */
  soleMaker(name: string): FloatNode | undefined {
    return this.uses(name) === 1 ? this.maker(name) : undefined
  }

  fresh(base: string): string {
    let count = 1
    while (this.#names.has(`${base}/assay.${count}`)) count++
    const name = `${base}/assay.${count}`
    this.#names.add(name)
    return name
  }

  literal(base: string, constant: Constant): string {
    const name = this.fresh(base)
    this.constants.set(name, constant)
    this.types.set(name, { dtype: constant.dtype, shape: constant.shape })
    return name
  }

  write(node: FloatNode): string {
    this.#makers.set(node.output, this.#written.length)
    this.#written.push(node)
    return node.output
  }

  /** Writes a new node in the place of an old one and returns its output's name. */
  add(
    from: FloatNode,
    op: FloatOp,
    inputs: readonly string[],
    parameters: { output?: string; shape?: readonly number[] } = {},
  ): string {
    const output = parameters.output ?? this.fresh(from.output)
    const operands = inputs.map(
      (input) => this.types.get(input) ?? { dtype: 'f32' as const, shape: [] },
    )
    const type = parameters.shape
      ? { dtype: operands[0]?.dtype ?? ('f32' as const), shape: parameters.shape }
      : inferType(op, operands)
    if (typeof type === 'string') throw new Error(`${from.op} '${from.name}': ${type}`)
    this.types.set(output, { dtype: type.dtype, shape: type.shape })
    for (const input of inputs) this.#uses.set(input, this.uses(input) + 1)
    if (!parameters.output) this.#uses.set(output, 0)
    return this.write({ ...op, name: from.name, source: from.source, inputs, output })
  }

  /** Takes back a written node, whose output is about to be written by another. */
  remove(node: FloatNode): void {
    const at = this.#makers.get(node.output)
    if (at !== undefined) this.#written[at] = undefined
    this.#makers.delete(node.output)
  }

  /** Lets `to` stand wherever `from` was used. */
  alias(from: string, to: string): void {
    this.#aliases.set(from, to)
    this.#uses.set(to, this.uses(to) + this.uses(from) - 1)
  }

  resolve(name: string): string {
    let at = name
    for (let next = this.#aliases.get(at); next !== undefined; next = this.#aliases.get(at))
      at = next
    return at
  }

  finish(inputs: readonly string[], outputs: readonly string[]): FloatGraph {
    const live = new Set(outputs)
    const nodes: FloatNode[] = []
    for (const node of [...this.#written].reverse()) {
      if (!node || !live.has(node.output)) continue
      for (const input of node.inputs) live.add(input)
      nodes.push(node)
    }
    const constants = new Map([...this.constants].filter(([name]) => live.has(name)))
    const types = new Map(
      [...this.types].filter(([name]) => live.has(name) || inputs.includes(name)),
    )
    return { inputs, outputs, nodes: nodes.reverse(), types, constants }
  }
}

/** Runs one pass over a graph; what nothing uses any more is left out. */
export function rewriteGraph(graph: FloatGraph, visit: Visit): FloatGraph {
  const editor = new GraphEditor(graph)
  for (const node of graph.nodes) {
    const resolved = { ...node, inputs: node.inputs.map((input) => editor.resolve(input)) }
    if (!visit(resolved, editor)) editor.write(resolved)
  }
  return editor.finish(
    graph.inputs,
    graph.outputs.map((output) => editor.resolve(output)),
  )
}
