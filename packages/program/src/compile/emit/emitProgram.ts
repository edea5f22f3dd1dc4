import type { Program } from '../../program.ts'
import { CompileError, type CompileProblem } from '../CompileError.ts'
import { EmitContext, type EmitParameters } from './EmitContext.ts'
import { emitLayer } from './emitLayer.ts'

export type EmittedOutput = {
  /** The float graph's tensor. */
  name: string
  dtype: 'u8' | 'i32'
  /** Extents of the float tensor's axes, and which of them each stored axis is. */
  shape: readonly number[]
  order: readonly number[]
  /** A stored number q stands for scale * (q - zero). */
  scale: number
  zero: number
}

/** Writes the steps of the program for a simplified float graph whose tensors have their scales. */
export function emitProgram(parameters: EmitParameters): {
  program: Program
  outputs: EmittedOutput[]
  /** For each step the float tensor that it makes, where it makes one. */
  tensors: Map<number, string>
} {
  const { graph, layers } = parameters
  const context = new EmitContext(parameters)
  const tensors = new Map<number, string>()
  const problems: CompileProblem[] = []
  /** Tensors that a refused layer would have made, or that need one of those. */
  const missing = new Set<string>()
  for (const layer of layers) {
    if (layer.node.inputs.some((name) => missing.has(name))) {
      missing.add(layer.output)
      continue
    }
    try {
      const placed = emitLayer(context, layer)
      context.place(layer.output, placed)
      if (placed.operand.kind === 'step') tensors.set(placed.operand.index, layer.output)
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      problems.push(...error.problems)
      missing.add(layer.output)
    }
  }
  if (problems.length > 0) throw new CompileError(problems)
  const given = graph.outputs.map((name) => ({ name, placed: context.output(name) }))
  const program = context.builder.finish(given.map(({ placed }) => placed.operand))
  const outputs = given.map(({ name, placed }): EmittedOutput => {
    const { dtype, shape, order, scale, unit } = placed
    return {
      name,
      dtype: dtype === 'u8' ? 'u8' : 'i32',
      shape,
      order,
      scale: scale?.scale ?? unit ?? 1,
      zero: scale?.zero ?? 0,
    }
  })
  return { program, outputs, tensors }
}
