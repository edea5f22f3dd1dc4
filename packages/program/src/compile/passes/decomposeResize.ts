import type { FloatNode } from '../floatGraph.ts'
import { sizeOf } from '../floatGraph.ts'
import type { GraphEditor } from './GraphEditor.ts'

type Of<Op extends FloatNode['op']> = Extract<FloatNode, { op: Op }>

/** More pieces than this are not cut out and joined again: each element is taken by its place. */
const MOST_RUNS = 4

/** Takes repetition along other axes than height and width, or with another rounding than down, apart by axes. */
export function resize(node: Of<'Resize'>, editor: GraphEditor): true | undefined {
  const [input = ''] = node.inputs
  const from = editor.shape(input)
  const changed = node.sources.flatMap((source, axis) =>
    source.length === from[axis] && source.every((at, i) => at === i) ? [] : [axis],
  )
  const down = (axis: number) => roundsDown(node.sources[axis] ?? [], from[axis] ?? 1)
  if (from.length === 4 && changed.every((axis) => axis >= 2 && down(axis))) return
  const shape = [...from]
  let result = input
  for (const axis of changed) {
    const source = node.sources[axis] ?? []
    result = down(axis)
      ? spread(node, editor, result, { axis, extent: source.length })
      : pick(node, editor, result, { axis, source })
    shape[axis] = source.length
  }
  editor.add(node, { op: 'Reshape' }, [result], { output: node.output, shape })
  return true
}

/** One axis as the height of an image, each element of it repeated. */
function spread(
  node: FloatNode,
  editor: GraphEditor,
  input: string,
  parameters: { axis: number; extent: number },
): string {
  const { axis, extent } = parameters
  const shape = editor.shape(input)
  const before = shape[axis] ?? 1
  const image = [sizeOf(shape.slice(0, axis)), 1, before, sizeOf(shape.slice(axis + 1))]
  const sources = image.map((long, at) =>
    at === 2
      ? Array.from({ length: extent }, (_, i) => Math.floor((i * before) / extent))
      : Array.from({ length: long }, (_, i) => i),
  )
  const tall = editor.add(node, { op: 'Reshape' }, [input], { shape: image })
  const resized = editor.add(node, { op: 'Resize', sources }, [tall])
  return editor.add(node, { op: 'Reshape' }, [resized], { shape: shape.with(axis, extent) })
}

/** One axis put together from pieces, or from single elements. */
function pick(
  node: FloatNode,
  editor: GraphEditor,
  input: string,
  parameters: { axis: number; source: readonly number[] },
): string {
  const { axis, source } = parameters
  const shape = editor.shape(input)
  const runs = runsOf(source)
  if (runs.length > MOST_RUNS)
    return editor.add(node, { op: 'Take', axis, places: source }, [input])
  const known = new Map<string, string>()
  const pieces = runs.map(({ start, length }) => {
    if (start === 0 && length === shape[axis]) return input
    const key = `${start} ${length}`
    const starts = shape.map((_, at) => (at === axis ? start : 0))
    const slice = { op: 'Slice', starts, steps: shape.map(() => 1) } as const
    const piece =
      known.get(key) ?? editor.add(node, slice, [input], { shape: shape.with(axis, length) })
    known.set(key, piece)
    return piece
  })
  const [only = input] = pieces
  return pieces.length === 1 ? only : editor.add(node, { op: 'Concat', axis }, pieces)
}

/** Whether the program's own Resize would take the same elements. */
function roundsDown(source: readonly number[], extent: number): boolean {
  return source.every((at, i) => at === Math.floor((i * extent) / source.length))
}

function runsOf(source: readonly number[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = []
  for (const at of source) {
    const run = runs.at(-1)
    if (run && run.start + run.length === at) run.length++
    else runs.push({ start: at, length: 1 })
  }
  return runs
}

/** Each element along an axis as a weighted sum of that axis: a product with a constant matrix. */
export function interpolate(node: Of<'Interpolate'>, editor: GraphEditor): true {
  const [input = ''] = node.inputs
  const shape = editor.shape(input)
  const last = shape.length - 1
  const swap = shape.map((_, at) => (at === node.axis ? last : at === last ? node.axis : at))
  const weights = editor.literal(node.output, node.weights)
  const turned = editor.add(node, { op: 'Transpose', permutation: swap }, [input])
  const product = editor.add(node, { op: 'MatMul' }, [turned, weights])
  editor.add(node, { op: 'Transpose', permutation: swap }, [product], { output: node.output })
  return true
}
