import type { Graph } from '../onnx/graph.ts'
import type { TensorType } from '../program.ts'

/** Indices as i32, each outside 0 to `count` less 1 replaced by the nearest that is inside. */
export function lowerPositions(
  graph: Graph,
  indices: string,
  { dtype }: TensorType,
  count: number,
): string {
  const wide = dtype === 'i32' ? indices : graph.cast(indices, 'i32')
  return graph.node('Clip', [wide, graph.scalar('i32', 0), graph.scalar('i32', count - 1)])
}
