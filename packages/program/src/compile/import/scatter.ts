import { eachIndex, stridesOf } from '../evaluateConstant.ts'
import { type Constant, sizeOf } from '../floatGraph.ts'
import type { GraphBuilder } from './GraphBuilder.ts'
import type { Handler } from './importWindow.ts'
import { axisOf, NodeProblem, type NodeReader } from './NodeReader.ts'

/** As many updates of one element are joined with it. */
const MOST_UPDATES = 8

/** Each element is taken from a place of its own along an axis. */
export const gatherElements: Handler = (builder, node) => {
  const input = node.input(0) ?? ''
  const indices = indicesOf(builder, node)
  const { shape } = builder.type(input)
  const places = placesAlong(node, shape, indices)
  moveFlat(builder, node, input, places, indices.shape, node.output)
}

/** Parts of a tensor, each chosen by its place along the first axes. */
export const gatherRows: Handler = (builder, node) => {
  const input = node.input(0) ?? ''
  const indices = indicesOf(builder, node)
  const { shape } = builder.type(input)
  const batch = node.int('batch_dims', 0)
  const depth = indices.shape.at(-1) ?? 0
  const rest = shape.slice(batch + depth)
  const places = placesOfRows(shape, indices, batch)
  const target = [...indices.shape.slice(0, -1), ...rest]
  moveFlat(builder, node, input, places, target, node.output)
}

/** Elements of a tensor in place of those at constant places along an axis. */
export const scatter: Handler = (builder, node) => {
  const indices = indicesOf(builder, node)
  const { shape } = builder.type(node.input(0))
  replace(builder, node, placesAlong(node, shape, indices))
}

/** Parts of a tensor in place of those at constant places along the first axes. */
export const scatterRows: Handler = (builder, node) => {
  const { shape } = builder.type(node.input(0))
  replace(builder, node, placesOfRows(shape, indicesOf(builder, node), 0))
}

function indicesOf(builder: GraphBuilder, node: NodeReader): Constant {
  const name = node.input(1)
  const held = builder.constants.get(name ?? '')
  if (!held) {
    throw new NodeProblem(
      'its indices depend on the input; where they always are the same, freeze what they come from (--freeze name=…)',
      name,
    )
  }
  return held
}

function placeOf(index: number, extent: number): number {
  const place = index < 0 ? index + extent : index
  if (!Number.isInteger(place) || place < 0 || place >= extent)
    throw new NodeProblem(`index ${index} is not among ${extent} elements`)
  return place
}

/** For each index, which element of the flat tensor it names. */
function placesAlong(node: NodeReader, shape: readonly number[], indices: Constant): number[] {
  const axis = axisOf(node.int('axis', 0), shape.length)
  if (indices.shape.length !== shape.length)
    throw new NodeProblem(`indices [${indices.shape}] do not have the axes of [${shape}]`)
  const strides = stridesOf(shape)
  const places: number[] = []
  eachIndex(indices.shape, (index, position) => {
    const at = placeOf(indices.data[position] ?? 0, shape[axis] ?? 0)
    const place = index.reduce(
      (sum, value, other) => sum + (other === axis ? at : value) * (strides[other] ?? 0),
      0,
    )
    places.push(place)
  })
  return places
}

function placesOfRows(shape: readonly number[], indices: Constant, batch: number): number[] {
  const depth = indices.shape.at(-1) ?? 0
  if (depth < 1 || batch + depth > shape.length || batch > indices.shape.length - 1)
    throw new NodeProblem(`indices [${indices.shape}] do not fit [${shape}]`)
  const strides = stridesOf(shape)
  const rest = sizeOf(shape.slice(batch + depth))
  const places: number[] = []
  eachIndex(indices.shape.slice(0, -1), (index, position) => {
    let start = 0
    for (let axis = 0; axis < batch; axis++) start += (index[axis] ?? 0) * (strides[axis] ?? 0)
    for (let k = 0; k < depth; k++) {
      const at = placeOf(indices.data[position * depth + k] ?? 0, shape[batch + k] ?? 0)
      start += at * (strides[batch + k] ?? 0)
    }
    for (let i = 0; i < rest; i++) places.push(start + i)
  })
  return places
}

/** Elements of a flat tensor by their places. */
function moveFlat(
  builder: GraphBuilder,
  node: NodeReader,
  input: string,
  places: readonly number[],
  shape: readonly number[],
  output?: string,
): string {
  if (places.length === 0) throw new NodeProblem('it takes nothing')
  const flat = builder.reshape(node, input, [sizeOf(builder.type(input).shape)])
  const moved = builder.add(node, { op: 'Resize', sources: [places] }, [flat])
  return builder.reshape(node, moved, shape, output)
}

/** The tensor with the updates at these places, or joined with what is there. */
function replace(builder: GraphBuilder, node: NodeReader, places: readonly number[]): void {
  const [data = '', , updates = ''] = node.inputs
  const { shape, dtype } = builder.type(data)
  const given = builder.type(updates)
  const count = sizeOf(shape)
  if (sizeOf(given.shape) !== places.length)
    throw new NodeProblem(`updates [${given.shape}] do not fit ${places.length} places`, updates)
  const reduction = node.string('reduction', 'none')
  const flatData = builder.reshape(node, data, [count])
  const flatUpdates = builder.reshape(node, updates, [places.length])
  const own = Array.from({ length: count }, (_, i) => i)
  if (reduction === 'none') {
    // Of two updates of one element the last stays.
    places.forEach((place, i) => {
      own[place] = count + i
    })
    const both = builder.add(node, { op: 'Concat', axis: 0 }, [flatData, flatUpdates])
    moveFlat(builder, node, both, own, shape, node.output)
    return
  }
  const op = ({ add: 'Add', mul: 'Mul', max: 'Max', min: 'Min' } as const)[reduction]
  if (!op) throw new NodeProblem(`reduction ${reduction} is not known`)
  const isBounded = op === 'Max' || op === 'Min'
  const neutral = { dtype, shape: [1], data: Float64Array.of(op === 'Mul' ? 1 : 0) }
  const pool = isBounded
    ? [flatData, flatUpdates]
    : [builder.literal(node.output, neutral), flatUpdates]
  const start = isBounded ? count : 1
  const both = builder.add(node, { op: 'Concat', axis: 0 }, pool)
  // The first update of each element, then the second of those that have one, and so on.
  const layers: number[][] = []
  const seen = new Map<number, number>()
  places.forEach((place, i) => {
    const layer = seen.get(place) ?? 0
    seen.set(place, layer + 1)
    if (layer >= MOST_UPDATES)
      throw new NodeProblem(`more than ${MOST_UPDATES} updates go to one element`)
    layers[layer] ??= own.map((at) => (isBounded ? at : 0))
    const sources = layers[layer]
    if (sources) sources[place] = start + i
  })
  let result = data
  layers.forEach((sources, i) => {
    const layer = moveFlat(builder, node, both, sources, shape)
    const last = i === layers.length - 1 ? { output: node.output } : {}
    result = builder.add(node, { op }, [result, layer], last)
  })
}
