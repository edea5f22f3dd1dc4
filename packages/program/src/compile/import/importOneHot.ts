import { isInteger } from '../evaluateConstant.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { constantHandlers } from './importConstant.ts'
import type { Handler } from './importWindow.ts'

/** Indices spelled as rows of zeros and a one. */
export const oneHotHandlers: Record<string, Handler> = {
  Equal: (builder, node) => {
    for (const [index, places] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const depth = depthOf(builder.constants.get(node.input(places) ?? ''))
      const indices = depth && columnOf(builder, node.input(index) ?? '', depth)
      if (!indices) continue
      const { shape } = builder.type(indices)
      const flat = builder.reshape(node, indices, shape.slice(0, -1))
      builder.add(node, { op: 'OneHot', depth }, [flat], { output: node.output })
      return
    }
    constantHandlers.Equal?.(builder, node)
  },
}

/** How many indices a constant counts along its last axis, where that is all it does. */
function depthOf(constant: Constant | undefined): number | undefined {
  const depth = constant?.shape.at(-1) ?? 0
  if (!constant || !isInteger(constant.dtype) || depth < 2) return
  if (sizeOf(constant.shape) !== depth) return
  return constant.data.every((value, place) => value === place) ? depth : undefined
}

/** The indices with a last axis of 1, before they are spread to the depth. */
function columnOf(builder: GraphBuilder, name: string, depth: number): string | undefined {
  const type = builder.types.get(name)
  if (!type || !isInteger(type.dtype) || builder.constants.has(name)) return
  if (type.shape.at(-1) === 1) return name
  const maker = builder.nodes.find((node) => node.output === name)
  if (maker?.op !== 'Resize' || type.shape.at(-1) !== depth) return
  const spread = maker.sources.at(-1)?.every((from) => from === 0)
  const others = maker.sources.slice(0, -1).every((source) => source.every((from, i) => from === i))
  const [input = ''] = maker.inputs
  return spread && others && builder.types.get(input)?.shape.at(-1) === 1 ? input : undefined
}
