/** One way to break the contracts, and the tests that ought to notice. */
export interface Mutant {
  /** What is missing or wrong, in a few words. */
  readonly name: string
  readonly file: string
  /** A text that stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** Files of test/solidity, without `.t.sol`: they run in this order until one fails. */
  readonly tests: readonly string[]
  /** Why no test can notice, where the change makes no difference that anybody could observe. */
  readonly survives?: string
}

/** What differs from one mutant of a file to the next. */
type Change = readonly [
  name: string,
  find: string,
  replace: string,
  rest?: Partial<Pick<Mutant, 'tests' | 'survives'>>,
]

/**
 * The mutants of one file of contracts/.
 *
 * @param tests the files that notice, for the mutants that name no others
 */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  changes: readonly Change[],
): Mutant[] {
  return changes.map(([name, find, replace, rest]) => ({
    name,
    file: `contracts/${file}`,
    find,
    replace,
    tests,
    ...rest,
  }))
}
