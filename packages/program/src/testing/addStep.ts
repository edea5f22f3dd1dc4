import type { ProgramBuilder } from '../ProgramBuilder.ts'
import type { Operand } from '../program.ts'
import type { Random } from './random.ts'

/** Adds one step of the op to the program, fed from x; undefined where x is not of a kind that the op takes. */
export type AddStep = (random: Random, builder: ProgramBuilder, x: Operand) => Operand | undefined

/** Keeps the reference evaluator's time, and with it a test's, in bounds. */
export const LARGEST_OUTPUT = 50_000
