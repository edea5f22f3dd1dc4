import type { FloatGraph } from '../floatGraph.ts'
import type { FixedRange } from '../passes/takeQuantization.ts'
import type { Observation } from './calibrate.ts'
import { type ByteScale, chooseRange, coverRange, type RangeMethod } from './chooseRange.ts'
import type { Layer } from './layers.ts'

const MOVING = new Set(['Reshape', 'Transpose', 'Slice', 'Take', 'Pad', 'Resize', 'MaxPool'])
const SOFTMAX: ByteScale = { scale: 1 / 255, zero: 0 }

/** Tensors that share a scale. */
export type ScaleGroup = {
  names: readonly string[]
  scale: ByteScale
  /** Whether the scale is prescribed: by an input, by a softmax, by a model that is quantized already. */
  isPinned: boolean
}

/**
 * Gives every tensor of bytes its scale and zero point. Tensors joined by moving, pooling or
 * concatenation share theirs, found by union-find.
 */
export function chooseScales(parameters: {
  graph: FloatGraph
  layers: readonly Layer[]
  sums: ReadonlySet<string>
  observations: ReadonlyMap<string, Observation>
  fixed: ReadonlyMap<string, FixedRange>
  inputs: ReadonlyMap<string, ByteScale>
  method: RangeMethod
}): ScaleGroup[] {
  const { graph, layers, sums, observations, fixed, inputs, method } = parameters
  const groups = new Groups()
  const pinned = new Map<string, ByteScale>()
  for (const [name, scale] of inputs) pinned.set(groups.find(name), scale)
  for (const { node, output } of layers) {
    if (sums.has(output)) continue
    if (MOVING.has(node.op)) join(node.inputs[0] ?? '', output)
    else if (node.op === 'Softmax') pinned.set(groups.find(output), SOFTMAX)
    else if (node.op === 'Concat') {
      // What has a scale of its own is rescaled to the common one where it is concatenated.
      for (const input of node.inputs) {
        if (!graph.constants.has(input) && !pinned.has(groups.find(input))) join(input, output)
      }
    }
  }
  function join(a: string, b: string): void {
    const scale = pinned.get(groups.find(a)) ?? pinned.get(groups.find(b))
    const root = groups.join(a, b)
    if (scale) pinned.set(root, scale)
  }

  const members = new Map<string, string[]>()
  const names = [...inputs.keys(), ...layers.map((layer) => layer.output)]
  for (const name of names) {
    if (sums.has(name)) continue
    const root = groups.find(name)
    members.set(root, [...(members.get(root) ?? []), name])
  }
  return [...members].map(([root, group]): ScaleGroup => {
    const given = pinned.get(root) ?? fixedScale(group, fixed)
    return {
      names: group,
      scale: given ?? seenScale(group, observations, method),
      isPinned: given !== undefined,
    }
  })
}

function fixedScale(
  group: readonly string[],
  fixed: ReadonlyMap<string, FixedRange>,
): ByteScale | undefined {
  const ranges = group.flatMap((name) => fixed.get(name) ?? [])
  const [first] = ranges
  if (!first) return
  const alike = ranges.every(
    ({ scale, zero, low }) => scale === first.scale && zero === first.zero && low === first.low,
  )
  const bytes = alike ? fixedByteScale(first) : undefined
  if (bytes) return bytes
  return coverRange(
    Math.min(...ranges.map(({ scale, zero, low }) => (low - zero) * scale)),
    Math.max(...ranges.map(({ scale, zero, high }) => (high - zero) * scale)),
  )
}

/** A prescribed range of 256 values as bytes, signed or not. */
export function fixedByteScale(range: FixedRange | undefined): ByteScale | undefined {
  if (!range || range.high - range.low !== 255) return
  return { scale: range.scale, zero: range.zero - range.low }
}

function seenScale(
  group: readonly string[],
  observations: ReadonlyMap<string, Observation>,
  method: RangeMethod,
): ByteScale {
  const parts = group.flatMap((name) => observations.get(name) ?? [])
  if (parts.length === 0) return coverRange(0, 0)
  const { low, high } = chooseRange(parts, method)
  return coverRange(low, high)
}

class Groups {
  readonly #parents = new Map<string, string>()

  find(name: string): string {
    let root = name
    for (let up = this.#parents.get(root); up !== undefined; up = this.#parents.get(root)) root = up
    for (let at = name; at !== root; ) {
      const up = this.#parents.get(at) ?? root
      this.#parents.set(at, root)
      at = up
    }
    return root
  }

  join(a: string, b: string): string {
    const root = this.find(a)
    const other = this.find(b)
    if (root !== other) this.#parents.set(other, root)
    return root
  }
}
