import { asClamp, call, compose, constant, countCalls, type Expression, X } from '../expression.ts'
import type { FloatGraph, FloatNode } from '../floatGraph.ts'
import { type GraphEditor, rewriteGraph } from './GraphEditor.ts'

const MOST_CALLS = 64
const binary = { Add: 'add', Sub: 'sub', Mul: 'mul' } as const

/** Joins chains and diamonds of elementwise nodes over one tensor (x * sigmoid(x), GELU, …) into one function. */
export function fuseElementwise(graph: FloatGraph): FloatGraph {
  return rewriteGraph(graph, (node, editor) => {
    if (node.op === 'Unary') {
      const inner = expressionOf(node.inputs[0] ?? '', editor)
      if (!inner) return
      return replace(node, editor, inner.source, compose(node.expression, inner.expression))
    }
    if (node.op === 'Affine') {
      // After a mere clamp it is better folded into the layer that follows.
      const before = editor.soleMaker(node.inputs[0] ?? '')
      const step = stepOf(node)
      if (before?.op !== 'Unary' || !step || asClamp(before.expression)) return
      return replace(
        node,
        editor,
        before.inputs[0] ?? '',
        compose(step.expression, before.expression),
      )
    }
    if (node.op !== 'Add' && node.op !== 'Sub' && node.op !== 'Mul') return
    const [left = '', right = ''] = node.inputs
    if (editor.constants.has(left) || editor.constants.has(right)) return
    const found = commonSource(left, right, editor)
    if (!found) return
    const expression = call(binary[node.op], found.left, found.right)
    return replace(node, editor, found.source, expression)
  })
}

type Sourced = { source: string; expression: Expression }

/** The chain of functions that leads to a tensor, nearest source first; a scalar affine counts as a function. */
function chainTo(name: string, editor: GraphEditor): Sourced[] {
  const chain: Sourced[] = [{ source: name, expression: X }]
  for (let at = chain[0]; at; ) {
    const step = stepOf(editor.maker(at.source))
    at = step && { source: step.source, expression: compose(at.expression, step.expression) }
    if (at && countCalls(at.expression) <= MOST_CALLS) chain.push(at)
    else break
  }
  return chain
}

function stepOf(maker: FloatNode | undefined): Sourced | undefined {
  const source = maker?.inputs[0] ?? ''
  if (maker?.op === 'Unary') return { source, expression: maker.expression }
  if (maker?.op !== 'Affine') return
  const scale = maker.scale[0] ?? 1
  const offset = maker.offset[0] ?? 0
  if (
    maker.scale.some((value) => value !== scale) ||
    maker.offset.some((value) => value !== offset)
  )
    return
  const scaled = scale === 1 ? X : call('mul', X, constant(scale))
  return { source, expression: offset === 0 ? scaled : call('add', scaled, constant(offset)) }
}

function commonSource(
  left: string,
  right: string,
  editor: GraphEditor,
): { source: string; left: Expression; right: Expression } | undefined {
  const rights = chainTo(right, editor)
  for (const a of chainTo(left, editor)) {
    const b = rights.find(({ source }) => source === a.source)
    if (b) return { source: a.source, left: a.expression, right: b.expression }
  }
  return
}

/** What a function's operand is itself a function of, where nothing else needs that operand. */
function expressionOf(name: string, editor: GraphEditor): Sourced | undefined {
  const maker = editor.soleMaker(name)
  return maker?.op === 'Unary' ? stepOf(maker) : undefined
}

function replace(
  node: FloatNode,
  editor: GraphEditor,
  source: string,
  expression: Expression,
): boolean | undefined {
  if (countCalls(expression) > MOST_CALLS) return
  editor.add(node, { op: 'Unary', expression }, [source], { output: node.output })
  return true
}
