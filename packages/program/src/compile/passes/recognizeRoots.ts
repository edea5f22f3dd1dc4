import { call, constant, type Expression, X } from '../expression.ts'
import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

/** Tensors of more axes are not stacked. */
const MOST_AXES = 5

/**
 * Finds the root of a sum of squares: a length, a magnitude of a spectrum, a deviation. A square takes twice the digits of its root, so
 * that no tensor should have to hold it.
 */
export function recognizeRoots(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op !== 'Unary' || !isRoot(node.expression)) return
    const [input = ''] = node.inputs
    const added = readOffset(input, editor)
    const sum = added.input
    const shaped = editor.soleMaker(sum)
    const inner = shaped?.op === 'Reshape' ? (shaped.inputs[0] ?? '') : sum
    const maker = editor.soleMaker(inner)
    if (maker?.op === 'Add' && inner === sum) return stack(node, maker, added.epsilon, editor)
    if (maker?.op !== 'Reduce' || maker.kind === 'max' || maker.axes.length !== 1) return
    const base = squareOf(maker.inputs[0] ?? '', editor)
    const [axis = 0] = maker.axes
    if (base === undefined) return
    const count = maker.kind === 'mean' ? (editor.shape(base)[axis] ?? 1) : 1
    const norm = { op: 'Norm', axis, epsilon: added.epsilon * count } as const
    const root = editor.add(node, norm, [base])
    const flat = editor.add(node, { op: 'Reshape' }, [root], { shape: editor.shape(node.output) })
    const share = call('mul', X, constant(1 / Math.sqrt(count)))
    editor.add(node, { op: 'Unary', expression: share }, [flat], { output: node.output })
    return true
  })
}

/** Two squares that are added up, as rows of two. */
function stack(
  node: FloatNode,
  sum: FloatNode,
  epsilon: number,
  editor: GraphEditor,
): boolean | undefined {
  const shape = editor.shape(sum.output)
  const bases = sum.inputs.map((input) => squareOf(input, editor))
  const isWhole = bases.every((base) => base && `${editor.shape(base)}` === `${shape}`)
  if (!isWhole || shape.length > MOST_AXES) return
  const parts = bases.map((base) =>
    editor.add(node, { op: 'Reshape' }, [base ?? ''], { shape: [...shape, 1] }),
  )
  const axis = shape.length
  const pairs = editor.add(node, { op: 'Concat', axis }, parts)
  const root = editor.add(node, { op: 'Norm', axis, epsilon }, [pairs])
  editor.add(node, { op: 'Reshape' }, [root], { output: node.output, shape })
  return true
}

/** A sum with a small number added, as what keeps a root from zero. */
function readOffset(input: string, editor: GraphEditor): { input: string; epsilon: number } {
  const maker = editor.soleMaker(input)
  if (maker?.op !== 'Affine') return { input, epsilon: 0 }
  const [offset = 0] = maker.offset
  const isSum =
    offset >= 0 &&
    maker.scale.every((one) => one === 1) &&
    maker.offset.every((one) => one === offset)
  return isSum ? { input: maker.inputs[0] ?? '', epsilon: offset } : { input, epsilon: 0 }
}

/** What a tensor that is used once is the square of. */
function squareOf(name: string, editor: GraphEditor): string | undefined {
  const maker = editor.maker(name)
  const [left, right] = maker?.inputs ?? []
  if (maker?.op === 'Mul' && left === right && editor.uses(name) === 1) return left
  return maker?.op === 'Unary' && isSquare(maker.expression) && editor.uses(name) === 1
    ? left
    : undefined
}

function isRoot(expression: Expression): boolean {
  if (expression.kind !== 'call') return false
  const [base, power] = expression.args
  if (base?.kind !== 'x') return false
  return expression.fn === 'sqrt' || (expression.fn === 'pow' && isNumber(power, 0.5))
}

function isSquare(expression: Expression): boolean {
  if (expression.kind !== 'call') return false
  const [base, power] = expression.args
  if (base?.kind !== 'x') return false
  return (
    (expression.fn === 'mul' && power?.kind === 'x') ||
    (expression.fn === 'pow' && isNumber(power, 2))
  )
}

function isNumber(expression: Expression | undefined, value: number): boolean {
  return expression?.kind === 'constant' && expression.value === value
}
