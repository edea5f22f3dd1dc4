import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { applyMutant } from './applyMutant.ts'
import type { Mutant } from './Mutant.ts'
import { MUTANTS } from './mutants.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORD = resolve(ROOT, 'bench/mutation.json')
const MINUTE = 60_000

const HELP = `npm run campaign:mutation [-- name ...]

Breaks the contracts in ${MUTANTS.length} ways, one at a time, in a copy of the project, and runs the
Solidity tests that ought to notice. Prints which mutants were caught, and writes bench/mutation.json
when all of them ran, now or before. Fails when one survives that is not explained.

  --workers <n>  how many copies are tested side by side (default 2)
  --list         prints the mutants and stops`

interface Result {
  readonly name: string
  /**
   * caught: a test failed; survived: all passed; explained: survived, for the reason that the list gives; unclear: the run
   * broke, as one does whose failing test is too large to be traced.
   */
  readonly fate: 'caught' | 'survived' | 'explained' | 'unclear'
  /** The first test that failed, or why it may survive. */
  readonly by: string
  readonly seconds: number
}

type Row = Pick<Result, 'name' | 'fate' | 'by'>

function readRecord(): Row[] {
  return existsSync(RECORD) ? (JSON.parse(readFileSync(RECORD, 'utf8')) as Row[]) : []
}

/** A copy of what the Solidity tests need, so that the work tree stays as it is. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-mutation-'))
  for (const name of ['contracts', 'test/solidity', 'hardhat.config.ts', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

async function runTests(folder: string, tests: readonly string[]) {
  const files = tests.map((name) => `test/solidity/${name}.t.sol`)
  return execa('hardhat', ['test', 'solidity', ...files], {
    cwd: folder,
    preferLocal: true,
    localDir: ROOT,
    reject: false,
    all: true,
    timeout: 15 * MINUTE,
    forceKillAfterDelay: 5_000,
    env: { HARDHAT_DISABLE_TELEMETRY: 'true', ASSAY_INVARIANT_RUNS: '64' },
  })
}

async function tryMutant(folder: string, mutant: Mutant): Promise<Result> {
  const start = performance.now()
  const file = join(folder, mutant.file)
  const sound = readFileSync(file, 'utf8')
  writeFileSync(file, applyMutant(mutant, sound))
  try {
    const ended = await runTests(folder, mutant.tests)
    const seconds = Math.round((performance.now() - start) / 1000)
    const output = ended.all ?? ''
    const failed = Number(/(\d+) failing/.exec(output)?.[1] ?? 0)
    if (failed > 0) {
      const first = /failing\s[\s\S]*?1\) (\S+)/.exec(output)?.[1]
      return { name: mutant.name, fate: 'caught', by: first ?? `${failed} tests`, seconds }
    }
    // A mutant that does not compile, or a run that broke, says nothing about the tests.
    if (ended.exitCode !== 0 || !/\d+ passing/.test(output)) {
      const last = output.trimEnd().split('\n').at(-1) ?? ''
      const by = `ended with ${ended.exitCode ?? ended.signal ?? 'nothing'}: ${last}`
      return { name: mutant.name, fate: 'unclear', by, seconds }
    }
    return mutant.survives === undefined
      ? { name: mutant.name, fate: 'survived', by: '', seconds }
      : { name: mutant.name, fate: 'explained', by: mutant.survives, seconds }
  } finally {
    writeFileSync(file, sound)
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      list: { type: 'boolean' },
      workers: { type: 'string', default: '2' },
    },
  })
  if (values.help) return console.log(HELP)
  if (values.list) {
    for (const { name, file } of MUTANTS) console.log(`${name.padEnd(44)} ${file}`)
    return
  }
  const unknown = positionals.filter((name) => !MUTANTS.some((mutant) => mutant.name === name))
  const workers = Number(values.workers)
  if (unknown.length > 0 || !Number.isInteger(workers) || workers < 1) {
    console.error(
      unknown.length > 0
        ? `there is no mutant ${unknown.join(', ')}; --list names them`
        : '--workers needs a whole number from 1 on',
    )
    process.exitCode = 2
    return
  }
  const chosen = MUTANTS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  )
  const waiting = [...chosen]
  const results: Result[] = []
  await Promise.all(
    Array.from({ length: Math.min(workers, chosen.length) }, async () => {
      const folder = copyProject()
      try {
        for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
          const result = await tryMutant(folder, mutant)
          results.push(result)
          console.log(
            `${result.fate.padEnd(10)}${result.name.padEnd(44)}${String(result.seconds).padStart(4)} s  ${result.by}`,
          )
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
  )
  const count = (fate: Result['fate']) => results.filter((result) => result.fate === fate).length
  console.log(
    `\n${results.length} mutants: ${count('caught')} caught, ${count('explained')} explained, ${count('survived')} survived, ${count('unclear')} unclear`,
  )
  // A mutant that ran alone takes its place among those that ran before it.
  const rows = new Map(readRecord().map((row) => [row.name, row]))
  for (const { name, fate, by } of results) rows.set(name, { name, fate, by })
  if (MUTANTS.every(({ name }) => rows.has(name))) {
    const sorted = MUTANTS.map(({ name }) => JSON.stringify(rows.get(name)))
    writeFileSync(RECORD, `[\n${sorted.map((row) => `  ${row}`).join(',\n')}\n]\n`)
  }
  if (count('survived') + count('unclear') > 0) process.exitCode = 1
}

await main()
