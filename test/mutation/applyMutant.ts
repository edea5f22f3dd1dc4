import type { Mutant } from './Mutant.ts'

/**
 * A source with one mutant's change made.
 *
 * @throws Error when the text that it replaces does not stand in the source exactly once: the mutant has fallen behind the code
 */
export function applyMutant({ name, file, find, replace }: Mutant, source: string): string {
  const parts = source.split(find)
  if (parts.length !== 2)
    throw new Error(
      `The mutant ${name} replaces a text that stands ${parts.length - 1} times in ${file}, not once; update test/mutation/mutants.`,
    )
  return parts.join(replace)
}
