/** The process that tries mutants: each that it is sent is answered with its result. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { applyMutant } from './applyMutant.ts'
import { type Mutant, type Result, TOO_MUCH_MEMORY, type Trial } from './Mutant.ts'
import { SolidityTests } from './SolidityTests.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const solidity = new SolidityTests()

/** The runner traces every test that fails, and a long test's trace fills the machine's memory: such a process gives up. */
const MOST_MEMORY = 6 * 2 ** 30
setInterval(() => {
  if (process.memoryUsage.rss() > MOST_MEMORY) process.exit(TOO_MUCH_MEMORY)
}, 100).unref()

async function resultOf(
  name: string,
  tests: readonly string[],
  changed: ReadonlyMap<string, string>,
  survives?: string,
): Promise<Result> {
  for (const test of tests) {
    const run = await solidity.run(`test/solidity/${test}.t.sol`, changed)
    // A mutant that does not compile says nothing about the tests.
    if (run.ended === 'broken') return { name, fate: 'unclear', by: run.reason.trim() }
    if (run.ended === 'failed') return { name, fate: 'caught', by: `${test} ${run.failed[0]}` }
  }
  return survives === undefined
    ? { name, fate: 'survived', by: '' }
    : { name, fate: 'explained', by: survives }
}

async function resultOfMutant(mutant: Mutant): Promise<Result> {
  const { name, file, tests, survives } = mutant
  const source = applyMutant(mutant, readFileSync(resolve(ROOT, file), 'utf8'))
  return resultOf(name, tests, new Map([[file, source]]), survives)
}

process.on('message', async (trial: Trial) => {
  process.send?.(
    'mutant' in trial
      ? await resultOfMutant(trial.mutant)
      : await resultOf(trial.file, [trial.file], new Map()),
  )
})
