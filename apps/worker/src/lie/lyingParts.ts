import { readFile } from 'node:fs/promises'
import { commitTrace, type DisputeTrace, type Hex, nextMove, readProgram } from '@assay/program'
import { openProgram } from '@assay/program/node'
import { type Lie, lieAt, Random, tellLie } from '@assay/program/testing'
import { hexToBigInt, keccak256 } from 'viem'
import { makeTrace } from '../defend/makeTrace.ts'
import { loadModel, type ServedModel } from '../models/loadModel.ts'
import { SessionPool } from '../models/SessionPool.ts'
import type { WorkerParts } from '../WorkerParts.ts'

/** What the liar says: one of the lies of @assay/program/testing, or one wrong byte in the first, middle or last step. */
export type LieMode = Lie | 'first-step' | 'middle-step' | 'last-step'

/** The move after which the liar falls silent. */
export type Stall = 'openTrace' | 'open' | 'show'

/** Lies whose root is not that of the outputs that go with it, so that the market would refuse them inline. */
const UNSENDABLE: readonly LieMode[] = ['padding', 'padding-node', 'garbage', 'root-order', 'torn']

/**
 * A worker that lies, for demonstrations and tests: it signs a wrong output root and defends it as well as it can. The same input
 * always gets the same lie, so that what it opens later fits what it signed.
 *
 * @param parameters.lie undefined: it signs what is right, and only stalls
 * @param parameters.stall the move that it never makes
 */
export function lyingParts(parameters: {
  lie?: LieMode | undefined
  stall?: Stall | undefined
  seed?: number
}): Pick<WorkerParts, 'loadModel' | 'makeTrace' | 'nextMove'> {
  const { lie, stall, seed = 1 } = parameters
  const tell = async (honest: DisputeTrace): Promise<DisputeTrace> => {
    if (lie === undefined) return honest
    const drawn = hexToBigInt(keccak256(honest.input)) % 2n ** 32n
    const random = new Random((Number(drawn) ^ seed) >>> 0)
    const last = honest.program.steps.length - 1
    switch (lie) {
      case 'first-step':
        return lieAt(random, honest, 0)
      case 'middle-step':
        return lieAt(random, honest, Math.floor(last / 2))
      case 'last-step':
        return lieAt(random, honest, last)
      default: {
        const told = await tellLie(random, honest, lie)
        if (told === undefined) throw new Error(`The program leaves no room for the lie "${lie}".`)
        return told
      }
    }
  }
  return {
    loadModel: async (entry) => {
      const model = await loadModel(entry)
      if (!entry.path.endsWith('.assay')) return model
      return lyingModel(model, await readFile(entry.path), tell, {
        inline: lie === undefined || !UNSENDABLE.includes(lie),
      })
    },
    makeTrace: async (entry) => tell(await makeTrace(entry)),
    nextMove: async (asked) => {
      const move = await nextMove(asked)
      if (move.kind !== stall) return move
      return { kind: 'none', reason: 'not-my-turn', detail: 'The liar has nothing to say.' }
    },
  }
}

/** A served model whose outputs are those of the lie. */
async function lyingModel(
  model: ServedModel,
  file: Uint8Array,
  tell: (honest: DisputeTrace) => Promise<DisputeTrace>,
  { inline }: { inline: boolean },
): Promise<ServedModel> {
  const { program, commitment } = await readProgram(file)
  const session = await openProgram(program)
  await model.pool.close()
  /** The root that goes with an output, as long as it is not signed. */
  const roots = new WeakMap<Uint8Array, Hex>()
  const pool = new SessionPool([
    {
      ...session,
      outputs: inline ? session.outputs : [...session.outputs, ...session.outputs],
      run: async (input) => {
        if (session.trace === undefined) throw new Error('This engine shows no tensors in between.')
        const tensors = await session.trace(input)
        const told = await tell(await commitTrace({ program, commitment, input, tensors }))
        const output = outputOf(told)
        roots.set(output, told.outputRoot)
        return output
      },
    },
  ])
  return {
    ...model,
    pool,
    rootOf: async (output) => roots.get(output) ?? model.rootOf(output),
  }
}

/** The outputs of a trace, one after the other, in their own lengths whatever the lie has made of them. */
function outputOf({ program, tensors }: DisputeTrace): Uint8Array {
  return Uint8Array.from(program.outputs.flatMap((step) => [...tensors[step]!]))
}
