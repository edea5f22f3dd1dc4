import type { onnx } from 'onnx-proto'

/** What takes the place of an If whose condition is known: the nodes and constants of one branch. */
export type Branch = { nodes: readonly onnx.INodeProto[]; constants: readonly onnx.ITensorProto[] }

/** The branch that an If with this condition takes, its results under the If's own names; undefined where it has none. */
export function inlineBranch(proto: onnx.INodeProto, condition: boolean): Branch | undefined {
  const wanted = condition ? 'then_branch' : 'else_branch'
  const graph = proto.attribute?.find(({ name }) => name === wanted)?.g
  const results = graph?.output ?? []
  const names = proto.output ?? []
  if (!graph || results.length < names.length || graph.sparseInitializer?.length) return
  const named = names.map((name, index): onnx.INodeProto => {
    const result = results[index]?.name ?? ''
    return { opType: 'Identity', name: proto.name || name, input: [result], output: [name] }
  })
  return { nodes: [...(graph.node ?? []), ...named], constants: graph.initializer ?? [] }
}

/** Every tensor that the nodes take, those of their branches included. */
export function tensorsTaken(nodes: readonly onnx.INodeProto[]): string[] {
  const taken: string[] = []
  const graphs: (onnx.IGraphProto | undefined)[] = [{ node: [...nodes] }]
  for (let graph = graphs.pop(); graph; graph = graphs.pop()) {
    for (const { name } of graph.output ?? []) if (name) taken.push(name)
    for (const node of graph.node ?? []) {
      for (const input of node.input ?? []) taken.push(input)
      for (const { g } of node.attribute ?? []) if (g) graphs.push(g)
    }
  }
  return taken
}
