import type { Program } from '@assay/program'
import { describeSteps } from '@assay/program/compile'
import dagre from '@dagrejs/dagre'

/** One step of a program, and where it is drawn. */
export type GraphNode = {
  id: string
  /** Its number among the steps; absent for the input. */
  step: number | undefined
  op: string
  /** `u8 1 × 28 × 28 × 1`. */
  type: string
  /** What it reads: earlier steps, the input, weights. */
  operands: readonly string[]
  weightBytes: number
  multiplyAdds: number
  /** What judging its costliest element takes at most. */
  gas: number | undefined
  isOutput: boolean
  x: number
  y: number
}

export type ProgramGraph = {
  nodes: readonly GraphNode[]
  edges: readonly { id: string; from: string; to: string }[]
}

export const NODE_WIDTH = 208
export const NODE_HEIGHT = 60

/** A program's steps with what each costs, laid out from top to bottom. */
export function graphOf(program: Program): ProgramGraph {
  const typed = ({ dtype, shape }: { dtype: string; shape: readonly number[] }) =>
    `${dtype} ${shape.join(' × ')}`
  const layout = new dagre.graphlib.Graph({ multigraph: true })
  layout.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 36 })
  layout.setDefaultEdgeLabel(() => ({}))
  const edges: { id: string; from: string; to: string }[] = []
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT }
  layout.setNode('input', { ...size })
  const steps = describeSteps(program)
  for (const [index, step] of program.steps.entries()) {
    const to = `step-${index}`
    layout.setNode(to, { ...size })
    for (const [place, operand] of step.operands.entries()) {
      if (operand.kind === 'weight') continue
      const from = operand.kind === 'input' ? 'input' : `step-${operand.index}`
      const id = `${from}>${to}>${place}`
      layout.setEdge(from, to, {}, id)
      edges.push({ id, from, to })
    }
  }
  dagre.layout(layout)
  const placed = (id: string) => {
    const { x = 0, y = 0 } = layout.node(id) ?? {}
    return { id, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }
  }
  const input: GraphNode = {
    ...placed('input'),
    step: undefined,
    op: 'Input',
    type: typed(program.input),
    operands: [],
    weightBytes: 0,
    multiplyAdds: 0,
    gas: undefined,
    isOutput: false,
  }
  return {
    edges,
    nodes: [
      input,
      ...steps.map(
        (step, index): GraphNode => ({
          ...placed(`step-${index}`),
          step: index,
          op: step.op,
          type: typed(step.output),
          operands: step.operands.map((operand) => operand.replace('#', 'step ')),
          weightBytes: step.weightBytes,
          multiplyAdds: step.multiplyAdds,
          gas: step.gas,
          isOutput: program.outputs.includes(index),
        }),
      ),
    ],
  }
}
