/** The process that tries mutants: each that it is sent is answered with its result. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { applyMutant } from './applyMutant.ts'
import type { Mutant } from './Mutant.ts'
import type { Result, Trial } from './run.ts'
import { SolidityTests } from './SolidityTests.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const solidity = new SolidityTests()

/** The runner traces every test that fails, and a long test's trace fills the machine's memory: such a process gives up. */
const MOST_MEMORY = 3 * 2 ** 30
let trying = ''
setInterval(() => {
  if (process.memoryUsage.rss() < MOST_MEMORY) return
  const by = 'a test took more than 3 GiB; name a test file whose failing test is shorter'
  process.send?.({ name: trying, fate: 'unclear', by } satisfies Result, () => process.exit(1))
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
  trying = 'mutant' in trial ? trial.mutant.name : trial.file
  process.send?.(
    'mutant' in trial
      ? await resultOfMutant(trial.mutant)
      : await resultOf(trial.file, [trial.file], new Map()),
  )
})
