import { fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { recordResults } from '../../bench/results.ts'
import { type Mutant, type Result, TOO_MUCH_MEMORY, type Trial } from './Mutant.ts'
import { MUTANTS } from './mutants.ts'

const RECORD = resolve(import.meta.dirname, '../../bench/mutation.json')
const TRIAL = resolve(import.meta.dirname, 'trial.ts')
const COMMAND = 'npm run campaign:mutation'
/** A mutant that takes longer than this never ends. */
const LONGEST_TRIAL = 10 * 60_000
/** The compiler and the runner keep memory, so a process tries so many and is followed by a new one. */
const TRIALS_PER_PROCESS = 8

const HELP = `npm run campaign:mutation [-- name ...]

Breaks the contracts in ${MUTANTS.length} ways, one at a time and in memory only, and runs the Solidity tests that
ought to notice. Before that, it runs these tests on the contracts as they are: all have to pass. Prints which mutants
were caught, and writes bench/mutation.json and the figures, with those that ran before. Fails when one survives that
is not explained.

  --workers <n>  how many processes try mutants side by side (default 2)
  --list         prints the mutants and stops
  --missing      tries only those whose fate bench/mutation.json does not know`

type Row = Result & { readonly file: string }

function readRecord(): Row[] {
  return existsSync(RECORD) ? (JSON.parse(readFileSync(RECORD, 'utf8')) as Row[]) : []
}

function nameOf(trial: Trial): string {
  return 'mutant' in trial ? trial.mutant.name : trial.file
}

/** One mutant of each file, then another of each, so that a campaign that is stopped has looked everywhere. */
function inTurns(mutants: readonly Mutant[]): Mutant[] {
  const counts = new Map<string, number>()
  const turns = mutants.map((mutant) => {
    const turn = counts.get(mutant.file) ?? 0
    counts.set(mutant.file, turn + 1)
    return { mutant, turn }
  })
  return turns.sort((a, b) => a.turn - b.turn).map(({ mutant }) => mutant)
}

/** Tries all, in so many processes side by side. */
async function tryAll(
  trials: readonly Trial[],
  workers: number,
  onResult: (trial: Trial, result: Result) => void,
): Promise<void> {
  const waiting = [...trials]
  const work = async () => {
    let tried = TRIALS_PER_PROCESS
    let child: ReturnType<typeof fork> | undefined
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      if (child === undefined || tried >= TRIALS_PER_PROCESS) {
        child?.kill()
        child = fork(TRIAL)
        tried = 0
      }
      tried++
      const result = await answerOf(child, trial)
      if (child.exitCode !== null || child.killed || !child.connected) child = undefined
      onResult(trial, result)
    }
    child?.kill()
  }
  await Promise.all(Array.from({ length: Math.min(workers, trials.length) }, work))
}

function answerOf(child: ReturnType<typeof fork>, trial: Trial): Promise<Result> {
  return new Promise((done) => {
    const end = (result: Result) => {
      clearTimeout(timer)
      child.removeAllListeners()
      done(result)
    }
    const broken = (by: string) => end({ name: nameOf(trial), fate: 'unclear', by })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      broken('it did not end')
    }, LONGEST_TRIAL)
    child.on('message', (result) => end(result as Result))
    child.on('exit', (code, signal) =>
      broken(
        code === TOO_MUCH_MEMORY
          ? 'a test took too much memory; name a test file whose failing test is shorter'
          : `the process ended with ${code ?? signal}`,
      ),
    )
    child.send(trial)
  })
}

/** Writes what is known of each mutant of the list, and how many that are. */
function record(rows: ReadonlyMap<string, Row>): void {
  const known = MUTANTS.flatMap(({ name }) => rows.get(name) ?? [])
  writeFileSync(RECORD, `[\n${known.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
  const count = (fate: Result['fate']) => known.filter((row) => row.fate === fate).length
  const files = new Set(known.map(({ file }) => file)).size
  const left = MUTANTS.length - known.length
  recordResults([
    {
      name: 'campaign.mutants',
      value: known.length,
      unit: 'count',
      note: `ways in which ${files} files of contracts/ were broken, one at a time: ${count('caught')} caught by a test, ${count('explained')} explained${left === 0 ? '' : `; ${left} more are written down and were not tried`}`,
      command: COMMAND,
    },
    {
      name: 'campaign.mutants.survived',
      value: count('survived') + count('unclear'),
      unit: 'count',
      note: 'of them, neither caught by a test nor explained',
      command: COMMAND,
    },
  ])
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      list: { type: 'boolean' },
      missing: { type: 'boolean' },
      workers: { type: 'string', default: '2' },
    },
  })
  if (values.help) return console.log(HELP)
  if (values.list) {
    for (const { name, file } of MUTANTS) console.log(`${file.padEnd(46)} ${name}`)
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
  const rows = new Map(readRecord().map((row) => [row.name, row]))
  const chosen = inTurns(MUTANTS).filter(
    ({ name }) =>
      (positionals.length === 0 || positionals.includes(name)) &&
      !(values.missing === true && (rows.get(name)?.fate ?? 'unclear') !== 'unclear'),
  )
  let failures = 0
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))].sort()
  await tryAll(
    files.map((file) => ({ file })),
    workers,
    (_, { name, fate, by }) => {
      if (fate === 'survived') return
      failures++
      console.error(`${name} does not pass on the contracts as they are: ${by}`)
    },
  )
  if (failures > 0) {
    process.exitCode = 1
    return
  }
  const fates: Result['fate'][] = []
  await tryAll(
    chosen.map((mutant) => ({ mutant })),
    workers,
    (trial, result) => {
      if (!('mutant' in trial)) return
      fates.push(result.fate)
      rows.set(result.name, { file: trial.mutant.file, ...result })
      record(rows)
      console.log(`${result.fate.padEnd(10)}${result.name.padEnd(64)}${result.by}`)
    },
  )
  const count = (fate: Result['fate']) => fates.filter((other) => other === fate).length
  console.log(
    `\n${fates.length} mutants: ${count('caught')} caught, ${count('explained')} explained, ${count('survived')} survived, ${count('unclear')} unclear`,
  )
  if (count('survived') + count('unclear') > 0) process.exitCode = 1
}

await main()
