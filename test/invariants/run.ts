import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { recordResults } from '../../bench/results.ts'
import { INVARIANT_SEED } from '../../hardhat.config.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HOUR = 3_600_000

const HELP = `npm run campaign:invariants [-- --runs 10000]

Plays every stateful invariant of test/solidity with so many random sequences of 128 calls each, and
records the outcome in bench/results.json. npm test plays 256.

  --runs <n>  how many sequences (default 10000)`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    runs: { type: 'string', default: '10000' },
  },
})
const runs = Number(values.runs)
if (values.help) {
  console.log(HELP)
} else if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs needs a whole number from 1 on')
  process.exitCode = 2
} else {
  const start = performance.now()
  const ended = await execa('hardhat', ['test', 'solidity', '--grep', 'invariant_'], {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    stdout: ['pipe', 'inherit'],
    stderr: ['pipe', 'inherit'],
    timeout: 6 * HOUR,
    forceKillAfterDelay: 5_000,
    env: { ASSAY_INVARIANT_RUNS: String(runs), HARDHAT_DISABLE_TELEMETRY: 'true' },
  })
  const count = (word: string) =>
    Number(new RegExp(`(\\d+) ${word}`).exec(ended.all ?? '')?.[1] ?? 0)
  const [passed, failed] = [count('passing'), count('failing')]
  // A run that broke says nothing.
  if (passed + failed === 0 || (ended.exitCode !== 0 && failed === 0)) {
    console.error(`hardhat ended with ${ended.exitCode ?? ended.signal} and no count of its tests`)
    process.exitCode = 1
  } else {
    const minutes = Math.round((performance.now() - start) / 60_000)
    const note = `${passed + failed} stateful tests, each with this many sequences of 128 calls; seed ${INVARIANT_SEED}; ${minutes} minutes`
    const command = 'npm run campaign:invariants'
    recordResults([
      { name: 'campaign.invariants.runs', value: runs, unit: 'count', note, command },
      { name: 'campaign.invariants.failures', value: failed, unit: 'count', command },
    ])
    if (failed > 0) process.exitCode = 1
  }
}
