import type { Constant } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'

/** For each axis, which element of the input each element of a nearest-neighbour Resize or Upsample is. */
export function resizeSources(
  builder: GraphBuilder,
  node: NodeReader,
  shape: readonly number[],
): number[][] {
  const mode = node.string('mode', 'nearest')
  if (mode !== 'nearest')
    throw new NodeProblem(
      `resizing by mode ${mode} is not supported, only nearest, linear and cubic`,
    )
  const { scales, sizes } = readTarget(builder, node, shape)
  const coordinates = coordinatesOf(node)
  const rounding =
    node.opset < 11 || node.op === 'Upsample'
      ? 'floor'
      : node.string('nearest_mode', 'round_prefer_floor')
  return shape.map((extent, axis) => {
    const scale = scales[axis] ?? 1
    const target = sizes[axis] ?? 0
    if (target < 1 || target > 2 ** 20)
      throw new NodeProblem(`it would make axis ${axis} ${target} long`)
    return Array.from({ length: target }, (_, at) => {
      if (target === extent && scale === 1) return at
      const place = round(locate(coordinates, at, { scale, extent, target }), rounding)
      return Math.min(Math.max(place, 0), extent - 1)
    })
  })
}

/** For each axis that a linear or cubic Resize or Upsample changes, what each element weighs in each new one. */
export function interpolations(
  builder: GraphBuilder,
  node: NodeReader,
  shape: readonly number[],
): { axis: number; weights: Constant }[] {
  const { scales, sizes } = readTarget(builder, node, shape)
  const coordinates = coordinatesOf(node)
  if (coordinates === 'tf_half_pixel_for_nn') {
    throw new NodeProblem(`coordinate_transformation_mode ${coordinates} is for nearest neighbours`)
  }
  const isCubic = node.string('mode', 'nearest') === 'cubic'
  const kernel = isCubic ? cubic(node.float('cubic_coeff_a', -0.75)) : linear
  const isSmoothed = node.opset >= 18 && node.int('antialias', 0) !== 0
  const leavesOut = node.int('exclude_outside', 0) !== 0
  return shape.flatMap((extent, axis) => {
    const scale = scales[axis] ?? 1
    const target = sizes[axis] ?? 0
    if (target === extent && scale === 1) return []
    if (target < 1 || target > 2 ** 20)
      throw new NodeProblem(`it would make axis ${axis} ${target} long`)
    builder.checkCount([extent, target])
    // A picture that is made smaller without steps is seen through a window as wide as it shrinks.
    const width = isSmoothed ? Math.max(1, 1 / scale) : 1
    const reach = kernel.reach * width
    const data = new Float32Array(extent * target)
    for (let at = 0; at < target; at++) {
      const place = locate(coordinates, at, { scale, extent, target })
      const seen: [from: number, weight: number][] = []
      for (let from = Math.ceil(place - reach); from <= Math.floor(place + reach); from++) {
        if (leavesOut && (from < 0 || from >= extent)) continue
        const weight = kernel.weigh(Math.abs(from - place) / width)
        if (weight !== 0) seen.push([Math.min(Math.max(from, 0), extent - 1), weight])
      }
      const total = seen.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [from, weight] of seen) {
        const i = from * target + at
        data[i] = (data[i] ?? 0) + weight / total
      }
    }
    return [{ axis, weights: { dtype: 'f32' as const, shape: [extent, target], data } }]
  })
}

/** What an element at a distance weighs, and from which distance on it weighs nothing. */
type Kernel = { reach: number; weigh: (distance: number) => number }

const linear: Kernel = { reach: 1, weigh: (distance) => Math.max(0, 1 - distance) }

const cubic = (a: number): Kernel => ({
  reach: 2,
  weigh: (x) => {
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1
    return x < 2 ? ((x - 5) * x + 8) * a * x - 4 * a : 0
  },
})

function coordinatesOf(node: NodeReader): string {
  return node.opset < 11 || node.op === 'Upsample'
    ? 'asymmetric'
    : node.string('coordinate_transformation_mode', 'half_pixel')
}

function readTarget(
  builder: GraphBuilder,
  node: NodeReader,
  shape: readonly number[],
): { scales: number[]; sizes: number[] } {
  const listed = node.opset >= 18 ? node.ints('axes') : undefined
  const axes = listed?.map((axis) => axisOf(axis, shape.length)) ?? shape.map((_, axis) => axis)
  const scaleInput =
    node.op === 'Upsample' ? (node.opset < 9 ? undefined : 1) : node.opset < 11 ? 1 : 2
  const given =
    scaleInput === undefined
      ? node.floats('scales')
      : builder.constants.has(node.input(scaleInput) ?? '')
        ? Array.from(builder.constant(node.input(scaleInput), 'the scales').data)
        : undefined
  const spreadOut = (values: readonly number[], otherwise: readonly number[]) =>
    shape.map((_, axis) =>
      axes.includes(axis) ? (values[axes.indexOf(axis)] ?? 0) : (otherwise[axis] ?? 1),
    )
  if (given?.length) {
    if (given.length !== axes.length || given.some((scale) => !(scale > 0))) {
      throw new NodeProblem(`scales [${given}] do not fit [${shape}]`)
    }
    const scales = spreadOut(
      given,
      shape.map(() => 1),
    )
    return { scales, sizes: shape.map((extent, axis) => Math.floor(extent * (scales[axis] ?? 1))) }
  }
  if (node.op === 'Upsample' || node.opset < 11)
    throw new NodeProblem('its scales have to be constant')
  const wanted = builder.integers(node.input(3), 'the sizes')
  if (wanted.length !== axes.length)
    throw new NodeProblem(`sizes [${wanted}] do not fit [${shape}]`)
  const policy = node.string('keep_aspect_ratio_policy', 'stretch')
  if (policy !== 'stretch') {
    const ratios = axes.map((axis, i) => (wanted[i] ?? 0) / (shape[axis] ?? 1))
    const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios)
    const scales = spreadOut(
      axes.map(() => scale),
      shape.map(() => 1),
    )
    return { scales, sizes: shape.map((extent, i) => Math.floor(extent * (scales[i] ?? 1) + 0.5)) }
  }
  const sizes = spreadOut(wanted, shape)
  return { sizes, scales: sizes.map((size, axis) => size / (shape[axis] ?? 1)) }
}

function locate(
  coordinates: string,
  at: number,
  axis: { scale: number; extent: number; target: number },
): number {
  const { scale, extent, target } = axis
  switch (coordinates) {
    case 'asymmetric':
      return at / scale
    case 'tf_half_pixel_for_nn':
      return (at + 0.5) / scale
    case 'half_pixel':
      return (at + 0.5) / scale - 0.5
    case 'half_pixel_symmetric': {
      // What a target of whole elements is off by is left out at both ends alike.
      const middle = (extent / 2) * (1 - target / (scale * extent))
      return middle + (at + 0.5) / scale - 0.5
    }
    case 'pytorch_half_pixel':
      return target > 1 ? (at + 0.5) / scale - 0.5 : 0
    case 'align_corners':
      return target > 1 ? (at * (extent - 1)) / (target - 1) : 0
    default:
      throw new NodeProblem(`coordinate_transformation_mode ${coordinates} is not supported`)
  }
}

function round(place: number, rounding: string): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(place)
    case 'ceil':
      return Math.ceil(place)
    case 'round_prefer_floor':
      return Math.ceil(place - 0.5)
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5)
    default:
      throw new NodeProblem(`nearest_mode ${rounding} is not known`)
  }
}
