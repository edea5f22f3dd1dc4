/** One reason why a model cannot become an exact program. */
export type CompileProblem = {
  /** The node's name, or `#12` for the twelfth node where it has none; absent where no node is to blame. */
  node?: string
  /** The ONNX operator. */
  op?: string
  tensor?: string
  /** What is wrong and, where there is one, the way out. */
  reason: string
}

/** Everything that stands between a model and its exact program, at once. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly problems: readonly CompileProblem[]

  constructor(problems: readonly CompileProblem[], options?: ErrorOptions) {
    super(describe(problems), options)
    this.problems = problems
  }
}

const SHOWN = 50

function describe(problems: readonly CompileProblem[]): string {
  const [first] = problems
  if (first && problems.length === 1) return describeProblem(first)
  const lines = problems.slice(0, SHOWN).map((problem) => `- ${describeProblem(problem)}`)
  if (problems.length > SHOWN) lines.push(`- and ${problems.length - SHOWN} more`)
  return `The model has ${problems.length} problems:\n${lines.join('\n')}`
}

/** One sentence for one problem: `Conv 'head/conv' (tensor 'w1'): …`. */
export function describeProblem(problem: CompileProblem): string {
  const node = problem.node === undefined ? '' : `${problem.op ?? 'node'} '${problem.node}'`
  const tensor = problem.tensor === undefined ? '' : `tensor '${problem.tensor}'`
  const where = node && tensor ? `${node} (${tensor})` : node || tensor
  return where ? `${where}: ${problem.reason}` : problem.reason
}
