import type { Mutant } from './Mutant.ts'
import { JOB_MUTANTS } from './mutants/jobs.ts'
import { METHOD_MUTANTS } from './mutants/methods.ts'
import { REQUEST_MUTANTS } from './mutants/requests.ts'

export const MUTANTS: readonly Mutant[] = [...REQUEST_MUTANTS, ...JOB_MUTANTS, ...METHOD_MUTANTS]
