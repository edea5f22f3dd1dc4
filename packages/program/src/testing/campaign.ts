import { checkProgram } from '../checkProgram.ts'
import { byteLength, type OpName, type Program } from '../program.ts'
import { compareEngines, openEngines } from './compareEngines.ts'
import { Random } from './random.ts'
import { randomProgram, randomStepProgram } from './randomProgram.ts'

/** What a campaign tries: programs of one step of an op, or of several steps of any. */
export type Subject = OpName | 'programs'

/**
 * Compares random programs on every engine with the reference.
 *
 * @param parameters.seed seed of the first program; the next one's is one more
 * @returns the number of tensors compared
 * @throws Error that names the seed
 */
export async function runCampaign(parameters: {
  readonly subject: Subject
  readonly seed: number
  readonly programs: number
  readonly inputs: number
  readonly web?: boolean
}): Promise<number> {
  const { subject, seed, programs, inputs, web = true } = parameters
  let compared = 0
  for (let i = 0; i < programs; i++) {
    const random = new Random(seed + i)
    const program: Program =
      subject === 'programs'
        ? randomProgram(random, random.integer(2, 8))
        : randomStepProgram(random, subject)
    try {
      checkProgram(program)
      const engines = await openEngines(program, { web })
      const bytes = Array.from({ length: inputs }, () => random.bytes(byteLength(program.input)))
      compared += await compareEngines(program, engines, bytes)
      for (const { session } of engines) await session.close()
    } catch (error) {
      throw new Error(`${subject} of seed ${seed + i}: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  return compared
}
