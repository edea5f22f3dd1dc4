import { INPUT_REACH, reachOf, WIDE_REACH } from '../emit/placement.ts'
import type { FloatNode } from '../floatGraph.ts'
import type { Observation } from './calibrate.ts'
import type { ByteScale } from './chooseRange.ts'
import type { ScaleGroup } from './chooseScales.ts'
import type { Layer } from './layers.ts'

/** Operators that take bytes only. */
const NARROW = new Set<FloatNode['op']>(['MaxPool', 'Resize'])
/** Operators that move numbers as wide as they are. */
const MOVING = new Set<FloatNode['op']>(['Reshape', 'Transpose', 'Slice', 'Take'])
/** Two bits of sixteen are kept for what calibration did not see. */
const MARGIN = 4

/**
 * Decides which tensors hold 16 bits: the given share of those that a byte holds worst, measured by the noise of its
 * rounding against the deviation of the tensor, and always what the program gives out.
 */
export function chooseWidths(parameters: {
  groups: readonly ScaleGroup[]
  layers: readonly Layer[]
  outputs: readonly string[]
  observations: ReadonlyMap<string, Observation>
  share: number
}): { scales: Map<string, ByteScale>; units: Map<string, number> } {
  const { groups, layers, outputs, observations, share } = parameters
  const makers = new Map(layers.map((layer) => [layer.output, layer.node]))
  const readers = new Map<string, FloatNode[]>()
  for (const { node } of layers)
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
  const isNarrow = (name: string) =>
    NARROW.has(makers.get(name)?.op ?? 'Add') ||
    (readers.get(name) ?? []).some((node) => NARROW.has(node.op))
  const isSoftmax = ({ names }: ScaleGroup) =>
    names.some((name) => makers.get(name)?.op === 'Softmax')
  const able = groups.filter(
    (group) => share > 0 && (!group.isPinned || isSoftmax(group)) && !group.names.some(isNarrow),
  )
  const ranked = able
    .map((group) => ({ group, noise: noiseOf(group, observations) }))
    .sort((a, b) => b.noise - a.noise)
  const wide = new Set(ranked.slice(0, Math.ceil(share * ranked.length)).map(({ group }) => group))
  for (const group of able) if (group.names.some((name) => outputs.includes(name))) wide.add(group)
  const scales = new Map<string, ByteScale>()
  const units = new Map<string, number>()
  for (const group of groups) {
    // What is only moved is as wide as what it is moved from.
    const sources = group.names.map((name) => makers.get(name))
    const own = sources.filter((node) => !node || !MOVING.has(node.op))
    const reach = Math.min(...own.map(reachOf), INPUT_REACH)
    const unit = isSoftmax(group)
      ? 1 / WIDE_REACH
      : (MARGIN * furthest(group, observations)) / reach
    for (const name of group.names) {
      if (wide.has(group)) units.set(name, unit)
      else scales.set(name, group.scale)
    }
  }
  return { scales, units }
}

/** The largest magnitude that was seen of a group; that of its bytes where nothing was seen. */
function furthest(
  { names, scale }: ScaleGroup,
  observations: ReadonlyMap<string, Observation>,
): number {
  let most = 0
  for (const name of names) {
    const seen = observations.get(name)
    if (seen) most = Math.max(most, Math.abs(seen.low), Math.abs(seen.high))
  }
  return most > 0 ? most : 255 * scale.scale
}

/** The variance of a byte's rounding as a share of the variance of what it stands for, the worst of a group. */
function noiseOf(
  { names, scale }: ScaleGroup,
  observations: ReadonlyMap<string, Observation>,
): number {
  let worst = 0
  for (const name of names) {
    const samples = observations.get(name)?.samples
    if (!samples || samples.length === 0) continue
    let sum = 0
    let squares = 0
    for (const value of samples) {
      sum += value
      squares += value * value
    }
    const mean = sum / samples.length
    const variance = squares / samples.length - mean * mean
    worst = Math.max(worst, scale.scale ** 2 / 12 / Math.max(variance, Number.MIN_VALUE))
  }
  return worst
}
