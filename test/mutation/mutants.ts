import type { Mutant } from './Mutant.ts'
import { DISPUTE_MUTANTS } from './mutants/disputes.ts'
import { LEDGER_MUTANTS } from './mutants/ledger.ts'
import { MARKET_MUTANTS } from './mutants/markets.ts'
import { REFEREE_MUTANTS } from './mutants/referee.ts'
import { REGISTRY_MUTANTS } from './mutants/registries.ts'
import { VERIFIER_MUTANTS } from './mutants/verifiers.ts'

export const MUTANTS: readonly Mutant[] = [
  ...LEDGER_MUTANTS,
  ...REFEREE_MUTANTS,
  ...REGISTRY_MUTANTS,
  ...VERIFIER_MUTANTS,
  ...MARKET_MUTANTS,
  ...DISPUTE_MUTANTS,
]
