import type { onnx } from 'onnx-proto'

/** What takes the place of an If whose condition is known: the nodes and constants of one branch. */
export type Branch = { nodes: readonly onnx.INodeProto[]; constants: readonly onnx.ITensorProto[] }

/**
 * The branch that an If with this condition takes, its results under the If's own names; undefined where it has none.
 *
 * @param isTaken whether a name stands for a tensor already: a branch's own tensors of such names get others, for two branches
 * may use one name for two things
 */
export function inlineBranch(
  proto: onnx.INodeProto,
  condition: boolean,
  isTaken: (name: string) => boolean,
): Branch | undefined {
  const wanted = condition ? 'then_branch' : 'else_branch'
  const graph = proto.attribute?.find(({ name }) => name === wanted)?.g
  const results = graph?.output ?? []
  const names = proto.output ?? []
  if (!graph || results.length < names.length || graph.sparseInitializer?.length) return
  const own = [
    ...(graph.initializer ?? []).map(({ name }) => name ?? ''),
    ...(graph.node ?? []).flatMap(({ output }) => output ?? []),
  ].filter(Boolean)
  const renamed = new Map(
    own.filter(isTaken).map((name) => {
      let free = `${names[0]}/${name}`
      while (isTaken(free) || own.includes(free)) free += '+'
      return [name, free]
    }),
  )
  const inner = renameTensors(graph, renamed)
  const named = names.map((name, index): onnx.INodeProto => {
    const result = results[index]?.name ?? ''
    const input = [renamed.get(result) ?? result]
    return { opType: 'Identity', name: proto.name || name, input, output: [name] }
  })
  return { nodes: [...(inner.node ?? []), ...named], constants: inner.initializer ?? [] }
}

/** The graph, and those of its nodes, with other names for some tensors. */
export function renameTensors(
  graph: onnx.IGraphProto,
  names: ReadonlyMap<string, string>,
): onnx.IGraphProto {
  if (names.size === 0) return graph
  const all = (list: readonly string[] | null | undefined) =>
    (list ?? []).map((name) => names.get(name) ?? name)
  const one = <Named extends { name?: string | null }>(named: Named): Named => ({
    ...named,
    name: names.get(named.name ?? '') ?? named.name ?? '',
  })
  return {
    ...graph,
    initializer: (graph.initializer ?? []).map(one),
    output: (graph.output ?? []).map(one),
    node: (graph.node ?? []).map((node) => ({
      ...node,
      input: all(node.input),
      output: all(node.output),
      attribute: (node.attribute ?? []).map((attribute) =>
        attribute.g ? { ...attribute, g: renameTensors(attribute.g, names) } : attribute,
      ),
    })),
  }
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
