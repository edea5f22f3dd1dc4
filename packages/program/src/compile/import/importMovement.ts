import { allocate, isInteger } from '../evaluateConstant.ts'
import { sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'
import { interpolations, resizeSources } from './resizeSources.ts'
import { gatherElements, gatherRows, scatter, scatterRows } from './scatter.ts'

/** Everything that moves elements without computing. */
export const movementHandlers: Record<string, Handler> = {
  Identity: (builder, node) => pass(builder, node),
  Dropout: (builder, node) => {
    if (node.outputs[1]) throw new NodeProblem('the mask of a Dropout is not given out')
    if (
      node.opset >= 12 &&
      node.input(2) &&
      builder.constant(node.input(2), 'training_mode').data[0]
    ) {
      throw new NodeProblem('Dropout is in training mode; export the model for inference')
    }
    pass(builder, node)
  },
  Reshape: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const wanted = builder.integers(node.input(1), 'the shape')
    const keepZero = node.int('allowzero', 0) !== 0
    const target = wanted.map((extent, axis) =>
      extent === 0 && !keepZero ? (shape[axis] ?? 0) : extent,
    )
    const open = target.indexOf(-1)
    if (open >= 0) {
      const rest = target.reduce(
        (product, extent) => (extent === -1 ? product : product * extent),
        1,
      )
      target[open] = rest > 0 ? sizeOf(shape) / rest : 0
    }
    if (
      target.some((extent) => !Number.isInteger(extent) || extent < 0) ||
      sizeOf(target) !== sizeOf(shape)
    ) {
      throw new NodeProblem(`[${shape}] cannot be reshaped to [${wanted}]`)
    }
    builder.reshape(node, node.input(0) ?? '', target, node.output)
  },
  Flatten: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const given = node.int('axis', 1)
    const axis = given === shape.length ? given : axisOf(given, shape.length)
    const target = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))]
    builder.reshape(node, node.input(0) ?? '', target, node.output)
  },
  Squeeze: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const listed = axesOf(builder, node, 13)
    const axes =
      listed?.map((axis) => axisOf(axis, shape.length)) ??
      shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []))
    const wrong = axes.find((axis) => shape[axis] !== 1)
    if (wrong !== undefined) throw new NodeProblem(`axis ${wrong} of [${shape}] is not 1`)
    builder.reshape(
      node,
      node.input(0) ?? '',
      shape.filter((_, axis) => !axes.includes(axis)),
      node.output,
    )
  },
  Unsqueeze: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const listed = axesOf(builder, node, 13) ?? []
    const rank = shape.length + listed.length
    const axes = listed.map((axis) => axisOf(axis, rank))
    const rest = [...shape]
    const target = Array.from({ length: rank }, (_, axis) =>
      axes.includes(axis) ? 1 : (rest.shift() ?? 1),
    )
    builder.reshape(node, node.input(0) ?? '', target, node.output)
  },
  Transpose: (builder, node) => {
    const { shape } = builder.type(node.input(0))
    const permutation = node.ints('perm') ?? shape.map((_, axis) => shape.length - 1 - axis)
    const sorted = [...permutation].sort((a, b) => a - b)
    if (sorted.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new NodeProblem(`perm [${permutation}] does not order the axes of [${shape}]`)
    }
    builder.add(node, { op: 'Transpose', permutation }, [node.input(0) ?? ''], {
      output: node.output,
    })
  },
  Concat: (builder, node) => {
    const inputs = node.inputs.filter(Boolean)
    const { shape, quantization } = builder.type(inputs[0])
    const axis = axisOf(node.int('axis', 1), shape.length)
    for (const input of inputs) {
      const other = builder.type(input).quantization
      if (other?.scale !== quantization?.scale || other?.zero !== quantization?.zero) {
        throw new NodeProblem('Concat of bytes of different scales is not supported', input)
      }
    }
    if (inputs.length === 1)
      return builder.reshape(node, inputs[0] ?? '', shape, node.output) && undefined
    builder.add(node, { op: 'Concat', axis }, inputs, { output: node.output })
  },
  Split: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const axis = axisOf(node.int('axis', 0), shape.length)
    const extent = shape[axis] ?? 0
    const parts = node.outputs.length
    const listed =
      node.opset < 13
        ? node.ints('split')
        : node.input(1)
          ? builder.integers(node.input(1), 'the list of sizes')
          : undefined
    const even = Math.ceil(extent / parts)
    const sizes = listed ?? node.outputs.map((_, part) => Math.min(even, extent - part * even))
    if (
      sizes.length !== parts ||
      sizes.some((size) => size < 1) ||
      sizes.reduce((a, b) => a + b, 0) !== extent
    ) {
      throw new NodeProblem(`sizes [${sizes}] do not split axis ${axis} of [${shape}]`)
    }
    let start = 0
    node.outputs.forEach((output, part) => {
      const size = sizes[part] ?? 0
      if (output) slice(builder, node, input, { axis, start, size }, output)
      start += size
    })
  },
  Slice: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const read = (index: number, name: string) =>
      node.opset < 10
        ? node.ints(name)
        : node.input(index)
          ? builder.integers(node.input(index), name)
          : undefined
    const from = read(1, 'starts') ?? []
    const to = read(2, 'ends') ?? []
    const axes = (read(3, 'axes') ?? from.map((_, axis) => axis)).map((axis) =>
      axisOf(axis, shape.length),
    )
    const by = (node.opset < 10 ? undefined : read(4, 'steps')) ?? from.map(() => 1)
    const starts = shape.map(() => 0)
    const steps = shape.map(() => 1)
    const target = [...shape]
    axes.forEach((axis, i) => {
      const extent = shape[axis] ?? 0
      const step = by[i] ?? 1
      if (step === 0) throw new NodeProblem('a step is 0')
      const clip = (at: number, low: number, high: number) =>
        Math.min(Math.max(at < 0 ? at + extent : at, low), high)
      const start = step > 0 ? clip(from[i] ?? 0, 0, extent) : clip(from[i] ?? 0, 0, extent - 1)
      const end =
        step > 0 ? clip(to[i] ?? extent, 0, extent) : clip(to[i] ?? extent, -1, extent - 1)
      starts[axis] = start
      steps[axis] = step
      target[axis] = Math.max(0, Math.ceil((end - start) / step))
    })
    if (target.includes(0) && !builder.constants.has(input))
      throw new NodeProblem(`it leaves nothing of [${shape}]`)
    if (steps.some((step) => step < 0)) {
      const sources = target.map((extent, axis) =>
        Array.from({ length: extent }, (_, i) => (starts[axis] ?? 0) + i * (steps[axis] ?? 1)),
      )
      builder.add(node, { op: 'Resize', sources }, [input], { output: node.output })
      return
    }
    builder.add(node, { op: 'Slice', starts, steps }, [input], {
      output: node.output,
      shape: target,
    })
  },
  Crop: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const [left = 0, top = 0, right = 0, bottom = 0] = node.ints('border') ?? []
    const [high, wide] = node.ints('scale') ?? []
    const [, , height = 0, width = 0] = shape
    const target = [
      ...shape.slice(0, 2),
      high ?? height - top - bottom,
      wide ?? width - left - right,
    ]
    const fits = top + (target[2] ?? 0) <= height && left + (target[3] ?? 0) <= width
    if (shape.length !== 4 || !fits || [...target, left + 1, top + 1].some((extent) => extent < 1))
      throw new NodeProblem(`it leaves nothing of [${shape}]`)
    builder.add(node, { op: 'Slice', starts: [0, 0, top, left], steps: [1, 1, 1, 1] }, [input], {
      output: node.output,
      shape: target,
    })
  },
  OneHot: (builder, node) => {
    const indices = node.input(0) ?? ''
    const { shape, dtype } = builder.type(indices)
    if (!isInteger(dtype)) throw new NodeProblem('its indices have to be whole numbers', indices)
    const depth = builder.constant(node.input(1), 'the depth').data[0] ?? 0
    const given = builder.constant(node.input(2), 'the pair of values')
    const [off = 0, on = 1] = given.data
    const axis = axisOf(node.int('axis', -1), shape.length + 1)
    builder.checkCount([depth, depth])
    // Each index chooses the row of a table in which its own place stands out.
    const data = allocate(given.dtype, depth * depth).map((_, i) =>
      i % (depth + 1) === 0 ? on : off,
    )
    const table = builder.literal(node.output, { dtype: given.dtype, shape: [depth, depth], data })
    if (axis === shape.length) {
      builder.add(node, { op: 'Gather' }, [table, indices], { output: node.output })
      return
    }
    const rows = builder.add(node, { op: 'Gather' }, [table, indices])
    const order = shape.map((_, at) => at)
    const permutation = [...order.slice(0, axis), shape.length, ...order.slice(axis)]
    builder.add(node, { op: 'Transpose', permutation }, [rows], { output: node.output })
  },
  Pad: (builder, node) => {
    const mode = node.string('mode', 'constant')
    if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge') {
      throw new NodeProblem(`padding by ${mode} is not supported`)
    }
    const { shape, quantization } = builder.type(node.input(0))
    const pads =
      node.opset < 11
        ? (node.ints('pads') ?? [])
        : builder.integers(node.input(1), 'the list of pads')
    const filler =
      node.opset < 11
        ? node.float('value', 0)
        : node.input(2)
          ? (builder.constant(node.input(2), 'the value').data[0] ?? 0)
          : 0
    const axes = node.input(3)
      ? builder
          .integers(node.input(3), 'the list of axes')
          .map((axis) => axisOf(axis, shape.length))
      : shape.map((_, axis) => axis)
    if (pads.length !== 2 * axes.length || pads.some((pad) => Math.abs(pad) > 2 ** 20)) {
      throw new NodeProblem(`pads [${pads}] do not fit [${shape}]`)
    }
    if (pads.some((pad) => pad < 0))
      throw new NodeProblem('a negative pad is not supported; slice instead')
    const before = shape.map((_, axis) => pads[axes.indexOf(axis)] ?? 0)
    const after = shape.map((_, axis) =>
      axes.includes(axis) ? (pads[axes.indexOf(axis) + axes.length] ?? 0) : 0,
    )
    const value = quantization ? (filler - quantization.zero) * quantization.scale : filler
    const input = node.input(0) ?? ''
    if (![...before, ...after].some(Boolean)) return pass(builder, node)
    if (mode !== 'constant') {
      const sources = shape.map((extent, axis) =>
        paddedSources(extent, { before: before[axis] ?? 0, after: after[axis] ?? 0, mode }),
      )
      builder.add(node, { op: 'Resize', sources }, [input], { output: node.output })
      return
    }
    builder.add(node, { op: 'Pad', before, after, value }, [input], { output: node.output })
    if (quantization) builder.types.set(node.output, { ...builder.type(node.output), quantization })
  },
  Expand: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const wanted = builder.integers(node.input(1), 'the shape')
    const rank = Math.max(shape.length, wanted.length)
    const from = [...Array<number>(rank - shape.length).fill(1), ...shape]
    const target = from.map((extent, axis) => {
      const asked = wanted[axis - rank + wanted.length] ?? 1
      if (asked !== extent && asked !== 1 && extent !== 1)
        throw new NodeProblem(`[${shape}] cannot be spread to [${wanted}]`)
      return extent === 1 ? asked : extent
    })
    builder.checkCount(target)
    const same = builder.reshape(node, input, from)
    const sources = target.map((extent, axis) =>
      Array.from({ length: extent }, (_, i) => (from[axis] === 1 ? 0 : i)),
    )
    builder.add(node, { op: 'Resize', sources }, [same], { output: node.output })
  },
  Tile: (builder, node) => {
    const input = node.input(0) ?? ''
    const { shape } = builder.type(input)
    const repeats = builder.integers(node.input(1), 'the list of repeats')
    if (repeats.length !== shape.length || repeats.some((times) => times < 1)) {
      throw new NodeProblem(`repeats [${repeats}] do not fit [${shape}]`)
    }
    builder.checkCount(shape.map((extent, axis) => extent * (repeats[axis] ?? 1)))
    const sources = shape.map((extent, axis) =>
      Array.from({ length: extent * (repeats[axis] ?? 1) }, (_, i) => i % extent),
    )
    builder.add(node, { op: 'Resize', sources }, [input], { output: node.output })
  },
  Gather: (builder, node) => gather(builder, node),
  GatherElements: gatherElements,
  GatherND: gatherRows,
  ScatterND: scatterRows,
  ScatterElements: scatter,
  Scatter: scatter,
  Resize: (builder, node) => resize(builder, node),
  Upsample: (builder, node) => resize(builder, node),
  DepthToSpace: (builder, node) => {
    const input = node.input(0) ?? ''
    const [n = 0, c = 0, h = 0, w = 0] = builder.type(input).shape
    const b = node.int('blocksize', 0)
    if (b < 1 || c % (b * b) !== 0) throw new NodeProblem(`blocks of ${b} do not fit ${c} channels`)
    const depth = c / (b * b)
    const columns = node.string('mode', 'DCR') === 'CRD'
    const split = builder.reshape(
      node,
      input,
      columns ? [n, depth, b, b, h, w] : [n, b, b, depth, h, w],
    )
    const permutation = columns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    const moved = builder.add(node, { op: 'Transpose', permutation }, [split])
    builder.reshape(node, moved, [n, depth, h * b, w * b], node.output)
  },
  SpaceToDepth: (builder, node) => {
    const input = node.input(0) ?? ''
    const [n = 0, c = 0, h = 0, w = 0] = builder.type(input).shape
    const b = node.int('blocksize', 0)
    if (b < 1 || h % b !== 0 || w % b !== 0)
      throw new NodeProblem(`blocks of ${b} do not fit ${h} x ${w}`)
    const split = builder.reshape(node, input, [n, c, h / b, b, w / b, b])
    const moved = builder.add(node, { op: 'Transpose', permutation: [0, 3, 5, 1, 2, 4] }, [split])
    builder.reshape(node, moved, [n, c * b * b, h / b, w / b], node.output)
  },
}

/** Which elements of an axis stand in it and beyond its ends. */
function paddedSources(
  extent: number,
  { before, after, mode }: { before: number; after: number; mode: 'reflect' | 'edge' },
): number[] {
  const last = extent - 1
  if (mode === 'reflect' && Math.max(before, after) > last) {
    throw new NodeProblem(`${Math.max(before, after)} elements cannot be reflected of ${extent}`)
  }
  return Array.from({ length: before + extent + after }, (_, i) => {
    const at = i - before
    const inside = Math.min(Math.max(at, 0), last)
    return mode === 'edge' ? inside : 2 * inside - at
  })
}

function pass(builder: GraphBuilder, node: NodeReader): void {
  const input = node.input(0)
  builder.reshape(node, input ?? '', builder.type(input).shape, node.output)
}

function axesOf(
  builder: GraphBuilder,
  node: NodeReader,
  becameInput: number,
): number[] | undefined {
  if (node.opset < becameInput) return node.ints('axes')
  return node.input(1) ? builder.integers(node.input(1), 'the list of axes') : undefined
}

/** A part of one axis. */
export function slice(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  part: { axis: number; start: number; size: number },
  output?: string,
): string {
  const { shape } = builder.type(input)
  const starts = shape.map((_, axis) => (axis === part.axis ? part.start : 0))
  const target = shape.map((extent, axis) => (axis === part.axis ? part.size : extent))
  const op = { op: 'Slice', starts, steps: shape.map(() => 1) } as const
  return builder.add(node, op, [input], output ? { output, shape: target } : { shape: target })
}

function gather(builder: GraphBuilder, node: NodeReader): void {
  const input = node.input(0) ?? ''
  const indices = node.input(1) ?? ''
  const { shape } = builder.type(input)
  const axis = axisOf(node.int('axis', 0), shape.length)
  const table = builder.constants.get(input)
  const known = builder.constants.get(indices)
  if (known) {
    const extent = shape[axis] ?? 0
    if (known.data.some((at) => !Number.isInteger(at) || at < -extent || at >= extent)) {
      throw new NodeProblem(`an index lies outside axis ${axis} of [${shape}]`, indices)
    }
  }
  if (table && (axis === 0 || known)) {
    // To gather along another axis, that axis is moved to the front and back.
    const front = [axis, ...shape.flatMap((_, other) => (other === axis ? [] : [other]))]
    const rows =
      axis === 0 ? input : builder.add(node, { op: 'Transpose', permutation: front }, [input])
    if (axis === 0)
      return void builder.add(node, { op: 'Gather' }, [rows, indices], { output: node.output })
    const picked = builder.add(node, { op: 'Gather' }, [rows, indices])
    const count = builder.type(indices).shape.length
    const rank = count + shape.length - 1
    const order = Array.from({ length: rank }, (_, at) =>
      at < axis ? count + at : at < axis + count ? at - axis : at,
    )
    builder.add(node, { op: 'Transpose', permutation: order }, [picked], { output: node.output })
    return
  }
  if (!known)
    throw new NodeProblem('rows are gathered from a constant table, or by constant indices', input)
  const positions = Array.from(known.data, (at) => (at < 0 ? at + (shape[axis] ?? 0) : at))
  const first = positions[0] ?? 0
  const inOrder = positions.every((at, i) => at === first + i)
  const joined = inOrder
    ? slice(builder, node, input, { axis, start: first, size: positions.length })
    : take(builder, node, input, axis, positions)
  const target = [...shape.slice(0, axis), ...known.shape, ...shape.slice(axis + 1)]
  builder.reshape(node, joined, target, node.output)
}

/** The elements of an axis at these places. */
function take(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  axis: number,
  positions: readonly number[],
): string {
  const sources = builder
    .type(input)
    .shape.map((extent, other) =>
      other === axis ? positions : Array.from({ length: extent }, (_, i) => i),
    )
  return builder.add(node, { op: 'Resize', sources }, [input])
}

/** Whether a resizing mode weighs several elements. */
function isInterpolated(mode: string): boolean {
  return mode === 'linear' || mode === 'cubic'
}

function resize(builder: GraphBuilder, node: NodeReader): void {
  const input = node.input(0) ?? ''
  const { shape, quantization } = builder.type(input)
  if (isInterpolated(node.string('mode', 'nearest'))) {
    if (quantization) throw new NodeProblem('bytes are resized only by nearest neighbours', input)
    const steps = interpolations(builder, node, shape)
    let image = input
    for (const step of steps) image = builder.add(node, { op: 'Interpolate', ...step }, [image])
    return void builder.reshape(node, image, builder.type(image).shape, node.output)
  }
  builder.add(node, { op: 'Resize', sources: resizeSources(builder, node, shape) }, [input], {
    output: node.output,
  })
}
