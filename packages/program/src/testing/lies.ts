import { fromHex, toHex } from '../bytes/hex.ts'
import { buildTree } from '../commit/tree.ts'
import { treeHasher } from '../commit/treeHasher.ts'
import { commitTrace, type DisputeTrace, leafCount } from '../dispute/disputeTrace.ts'
import { openingShape } from '../dispute/opening.ts'
import { operationOf } from '../ops/operations.ts'
import { resolveStep } from '../ops/resolve.ts'
import type { TensorData } from '../ops/tensorData.ts'
import { canonicalBytes, numbersOf } from '../ops/tensorData.ts'
import type { Operand, Program } from '../program.ts'
import type { Random } from './random.ts'

/** Ways to sign a wrong output root, and to defend it. */
export const lies = [
  /** One byte of an output. */
  'output',
  /** One byte of some step, and everything after it computed from that. */
  'middle',
  /** All bytes of some step. */
  'tensor',
  /** Nothing but bytes after the end of an output, in its last page. */
  'padding',
  /** Nothing but pages after the last one, where the tree has zero words. */
  'padding-node',
  /** An output root of nothing, and nodes of nothing. */
  'garbage',
  /** The outputs' roots in another order. */
  'root-order',
  /** A wrong output under an honest trace. */
  'torn',
] as const

export type Lie = (typeof lies)[number]

/**
 * What a lying worker holds in place of its trace: an output root that is not the program's, and nodes to defend it with, as
 * far as they can be had.
 *
 * @returns undefined where this program leaves no room for this lie
 */
export async function tellLie(
  random: Random,
  honest: DisputeTrace,
  lie: Lie,
): Promise<DisputeTrace | undefined> {
  const { program, tensors } = honest
  const commit = (changed: readonly Uint8Array[]) => commitTrace({ ...honest, tensors: changed })
  const output = random.pick(program.outputs)
  const step = random.integer(0, program.steps.length - 1)
  switch (lie) {
    case 'output':
      return commit(tensors.with(output, flip(random, tensors[output]!)))
    case 'middle':
      return changeStep(random, honest, { step, wrong: flip(random, tensors[step]!), output })
    case 'tensor':
      return changeStep(random, honest, { step, wrong: other(random, tensors[step]!), output })
    case 'padding': {
      const bytes = tensors[output]!
      if (bytes.length % 256 === 0) return undefined
      const page = new Uint8Array(Math.ceil(bytes.length / 256) * 256)
      page.set(bytes)
      page[random.integer(bytes.length, page.length - 1)] = random.integer(1, 255)
      return commit(tensors.with(output, page))
    }
    case 'padding-node': {
      const bytes = tensors[output]!
      const pages = Math.ceil(bytes.length / 256)
      if (pages < 3 || Number.isInteger(Math.log2(pages))) return undefined
      const more = new Uint8Array((pages + 1) * 256)
      more.set(bytes)
      more.fill(random.integer(0, 255), pages * 256)
      const told = await commit(tensors.with(output, more))
      if (random.chance(0.5)) return told
      // Shown as well, in place of the padding that the game fills in itself.
      return {
        ...told,
        open: async (tree, node) => {
          const nodes = await told.open(tree, node)
          const { levels, height, first, real } = openingShape(leafCount(program, tree), node)
          if (tree.kind === 'trace' || tree.step !== output || real === 2 ** levels) return nodes
          return [...nodes, await told.node(tree, { height, index: first + real })]
        },
      }
    }
    case 'garbage': {
      const told = await commit(tensors.with(output, flip(random, tensors[output]!)))
      const rootToo = random.chance(0.5)
      return {
        ...told,
        outputRoot: rootToo ? toHex(words(random, 1)) : told.outputRoot,
        open: async (tree, node) => {
          const nodes = await told.open(tree, node)
          return random.chance(0.5) ? nodes.map(() => toHex(words(random, 1))) : nodes
        },
      }
    }
    case 'root-order': {
      const roots = program.outputs.map((index) => honest.roots[index]!)
      const swapped = [...roots.slice(1), roots[0]!]
      if (swapped.every((root, i) => root === roots[i])) return undefined
      const leaves = new Uint8Array(roots.length * 32)
      for (const [i, root] of swapped.entries()) leaves.set(fromHex(root), i * 32)
      return { ...honest, outputRoot: toHex(buildTree(await treeHasher(), leaves).root) }
    }
    case 'torn': {
      const told = await commit(tensors.with(output, flip(random, tensors[output]!)))
      return { ...honest, outputRoot: told.outputRoot }
    }
  }
}

/** The trace of a worker that has one byte of a step wrong, and computes everything after it from that. */
export function lieAt(random: Random, honest: DisputeTrace, step: number): Promise<DisputeTrace> {
  const output = random.pick(honest.program.outputs)
  const wrong = flip(random, honest.tensors[step]!)
  return changeStep(random, honest, { step, wrong, output })
}

async function changeStep(
  random: Random,
  honest: DisputeTrace,
  { step, wrong, output }: { step: number; wrong: Uint8Array; output: number },
): Promise<DisputeTrace> {
  const { program, input } = honest
  const tensors = honest.tensors.with(step, wrong)
  const told = await commitTrace({ ...honest, tensors: traceFrom(program, input, tensors, step) })
  if (told.outputRoot !== honest.outputRoot) return told
  // It did not reach the output, so that nobody would mind: the output has to be wrong as well.
  return commitTrace({ ...honest, tensors: tensors.with(output, flip(random, tensors[output]!)) })
}

function flip(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.integer(0, bytes.length - 1)
  return bytes.with(at, bytes[at]! ^ random.integer(1, 255))
}

/** Other bytes than these, at every position. */
function other(random: Random, bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ random.integer(1, 255))
}

function words(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: 32 * count }, () => random.integer(0, 255))
}

/** The trace with every step after `from` computed anew from what stands before it. */
function traceFrom(
  program: Program,
  input: Uint8Array,
  tensors: readonly Uint8Array[],
  from: number,
): Uint8Array[] {
  const produced: TensorData[] = tensors.map((bytes, step) =>
    numbersOf(program.steps[step]!.output.dtype, bytes),
  )
  const data = (operand: Operand): TensorData => {
    if (operand.kind === 'input') return numbersOf(program.input.dtype, input)
    if (operand.kind === 'step') return produced[operand.index]!
    const weight = program.weights[operand.index]!
    return numbersOf(weight.type.dtype, weight.data)
  }
  for (const [index, step] of program.steps.entries())
    if (index > from)
      produced[index] = operationOf(step.op).evaluate(
        resolveStep(program, step),
        step.operands.map(data),
      )
  return produced.map(canonicalBytes)
}
