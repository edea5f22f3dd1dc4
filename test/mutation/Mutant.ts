/** One way to break the contracts, and the tests that ought to notice. */
export interface Mutant {
  /** What is missing or wrong, in a few words. */
  readonly name: string
  readonly file: string
  /** A text that stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** Files of test/solidity, without `.t.sol`. */
  readonly tests: readonly string[]
  /** Why no test can notice, where the change makes no difference that anybody could observe. */
  readonly survives?: string
}
