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

export interface Result {
  readonly name: string
  /**
   * caught: a test failed; survived: all passed; explained: survived, for the reason that the list gives; unclear: the mutant did not
   * compile, or its run broke.
   */
  readonly fate: 'caught' | 'survived' | 'explained' | 'unclear'
  /** The first test that failed, why it may survive, or why the run broke. */
  readonly by: string
}

/** What a process is asked to try: a mutant, or a file of tests on the contracts as they are. */
export type Trial = { readonly mutant: Mutant } | { readonly file: string }

/** The exit code of a process whose test takes more memory than it may. */
export const TOO_MUCH_MEMORY = 3
