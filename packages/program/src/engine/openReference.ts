import { checkProgram } from '../checkProgram.ts'
import { PROFILE_EXACT } from '../commit/modelId.ts'
import { byteLength, type Program } from '../program.ts'
import { outputTypes } from './programSession.ts'
import type { Session } from './session.ts'
import { evaluate, trace } from './trace.ts'

/**
 * The reference evaluator as a session: slow, and readable.
 *
 * @throws ProgramError where the program does not pass the load gate
 */
export function openReference(program: Program): Session {
  checkProgram(program)
  return {
    engine: 'reference',
    profile: PROFILE_EXACT,
    inputBytes: byteLength(program.input),
    outputs: outputTypes(program),
    run: async (input) => evaluate(program, input),
    trace: async (input) => trace(program, input),
    close: async () => {},
  }
}
