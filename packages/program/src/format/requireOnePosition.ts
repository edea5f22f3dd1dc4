import type { ByteReader } from '../bytes/ByteReader.ts'
import { ProgramError } from '../errors.ts'
import { MAX_POSITIONS, NO_DONE_STEP } from '../program.ts'

/**
 * Reads the end of a program's header: how many positions a run goes through, and which step says that it is done.
 *
 * @throws ProgramError `InvalidProgram` for what programs over sequences will have
 */
export function requireOnePosition(reader: ByteReader): void {
  const positions = reader.u32('the number of positions')
  if (positions !== MAX_POSITIONS)
    throw new ProgramError(
      'InvalidProgram',
      `A run of the program goes through ${positions} positions; this software runs programs of ${MAX_POSITIONS}.`,
    )
  const step = reader.u32('the step that says that a run is done')
  if (step !== NO_DONE_STEP)
    throw new ProgramError(
      'InvalidProgram',
      `Step ${step} says when a run of the program is done; this software runs programs without such a step.`,
    )
}
