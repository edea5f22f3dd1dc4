import type { onnx } from 'onnx-proto'
import { tensorsTaken } from './inlineBranch.ts'

/**
 * The nodes in an order in which each comes after those whose results it takes, and otherwise as in the file. Where nodes wait
 * for each other in a circle, one of them comes before what it takes.
 */
export function sortNodes(nodes: readonly onnx.INodeProto[]): onnx.INodeProto[] {
  const makers = new Map<string, number>()
  nodes.forEach((node, place) => {
    for (const output of node.output ?? []) if (output) makers.set(output, place)
  })
  const sources = nodes.map((node) =>
    tensorsTaken([node]).flatMap((name) => makers.get(name) ?? []),
  )
  const sorted: onnx.INodeProto[] = []
  const seen = new Set<number>()
  // Depth first, on a stack of its own: a file may hold chains of any length.
  const stack: { node: onnx.INodeProto; rest: Iterator<number> }[] = []
  const enter = (place: number) => {
    const node = nodes[place]
    if (!node || seen.has(place)) return
    seen.add(place)
    stack.push({ node, rest: (sources[place] ?? []).values() })
  }
  for (let start = 0; start < nodes.length; start++) {
    enter(start)
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.next()
      if (!next.done) enter(next.value)
      else sorted.push(stack.pop()?.node ?? top.node)
    }
  }
  return sorted
}
