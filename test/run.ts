import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { ensureBrowser } from './browser.ts'
import { CHECKS, runCheck } from './check.ts'

interface Outcome {
  readonly passed: number
  readonly failed: number
  /** How many tests this machine cannot run, by the reason; the browser stage counts as one. */
  readonly skipped?: ReadonlyMap<string, number>
}

const ROOT = resolve(import.meta.dirname, '..')
const MINUTE = 60_000

const STAGES = {
  check: { says: 'format, lint, types, import rules, generated files', run: checks },
  contracts: { says: 'Solidity unit, fuzz and invariant tests', run: contracts },
  packages: { says: 'unit tests beside the TypeScript code', run: packages },
  differential: { says: 'TypeScript against Solidity', run: differential },
  flows: { says: 'whole stories with real processes and a real node', run: flows },
  browser: { says: 'the dApp in a real browser', run: browser },
} as const

type Stage = keyof typeof STAGES

const HELP = `npm test [-- stage ...]

Runs the whole suite, or the stages named:
${Object.entries(STAGES)
  .map(([name, stage]) => `  ${name.padEnd(14)}${stage.says}`)
  .join('\n')}

It does its own set-up, and closes with the line "N passed, N failed". What this machine cannot run
is counted there too, with each reason: "N passed, N failed, N skipped (reason)".`

async function checks(): Promise<Outcome> {
  let passed = 0
  for (const check of CHECKS) if (await runCheck(check, { fix: false })) passed++
  return { passed, failed: CHECKS.length - passed }
}

/** Runs node:test files, prints them as they end, and counts the tests (not their suites). */
async function nodeTests(patterns: string[], timeout: number): Promise<Outcome> {
  const files: string[] = []
  for (const pattern of patterns) {
    for await (const file of glob(pattern, {
      cwd: ROOT,
      exclude: (name) => name === 'node_modules',
    }))
      files.push(resolve(ROOT, file))
  }
  files.sort()
  if (files.length === 0)
    throw new Error(`no test file matches ${patterns.join(', ')}; a stage must not be empty`)

  const stop = AbortSignal.timeout(timeout)
  const counts = { passed: 0, failed: 0 }
  const skipped = new Map<string, number>()
  const stream = run({ files, cwd: ROOT, concurrency: 2, signal: stop, timeout: 20 * MINUTE })
  stream.on('test:summary', ({ file, counts: seen }) => {
    if (file !== undefined) return
    counts.passed = seen.passed
    counts.failed = seen.tests - seen.passed - seen.skipped - seen.todo
  })
  stream.on('test:pass', ({ skip }) => {
    if (skip === undefined || skip === false) return
    const reason = skip === true ? 'no reason given' : String(skip)
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  })
  const printed = new Writable({
    write(chunk, _encoding, done) {
      process.stdout.write(chunk)
      done()
    },
  })
  await new Promise<void>((done, fail) => {
    stream.compose(new spec()).pipe(printed).on('finish', done).on('error', fail)
  })
  if (stop.aborted) {
    console.error(`stopped after ${timeout / MINUTE} minutes`)
    return { ...counts, failed: counts.failed + 1, skipped }
  }
  return { ...counts, skipped }
}

async function contracts(): Promise<Outcome> {
  const ended = await execa('hardhat', ['test', 'solidity'], {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    stdout: ['pipe', 'inherit'],
    stderr: ['pipe', 'inherit'],
    timeout: 25 * MINUTE,
    forceKillAfterDelay: 5_000,
  })
  const count = (word: string) =>
    Number(new RegExp(`(\\d+) ${word}`).exec(ended.all ?? '')?.[1] ?? 0)
  const outcome = { passed: count('passing'), failed: count('failing') }
  if (outcome.passed === 0 || (ended.exitCode !== 0 && outcome.failed === 0)) {
    console.error(`hardhat ended with ${ended.exitCode ?? ended.signal} and no count of its tests`)
    return { ...outcome, failed: outcome.failed + 1 }
  }
  return outcome
}

function packages(): Promise<Outcome> {
  return nodeTests(
    [
      'packages/*/src/**/*.test.ts',
      'apps/*/{src,app}/**/*.test.ts',
      'models/**/*.test.ts',
      'bench/*.test.ts',
      'test/*.test.ts',
      'test/mutation/*.test.ts',
    ],
    20 * MINUTE,
  )
}

function differential(): Promise<Outcome> {
  return nodeTests(['test/differential/**/*.test.ts'], 15 * MINUTE)
}

function flows(): Promise<Outcome> {
  return nodeTests(['test/flows/**/*.test.ts'], 30 * MINUTE)
}

async function browser(): Promise<Outcome> {
  const executable = await ensureBrowser().catch((error: Error) => error)
  if (executable instanceof Error) {
    const reason = `the browser stage: ${executable.message}`
    return { passed: 0, failed: 0, skipped: new Map([[reason, 1]]) }
  }
  const folder = mkdtempSync(join(tmpdir(), 'assay-browser-'))
  const report = join(folder, 'report.json')
  const ended = await execa('playwright', ['test', '--reporter=list,json'], {
    cwd: join(ROOT, 'apps/web'),
    preferLocal: true,
    reject: false,
    stdio: 'inherit',
    env: { ASSAY_CHROMIUM: executable, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    timeout: 30 * MINUTE,
    forceKillAfterDelay: 5_000,
  })
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number }
    }
    const failed = stats.unexpected + stats.flaky
    return { passed: stats.expected, failed: failed || (ended.exitCode === 0 ? 0 : 1) }
  } catch {
    console.error(`playwright ended with ${ended.exitCode ?? ended.signal} and no report`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const unknown = positionals.filter((name) => !(name in STAGES))
  if (unknown.length > 0) {
    console.error(`there is no stage ${unknown.join(', ')}; npm test -- --help lists them`)
    process.exitCode = 2
    return
  }
  process.env.HARDHAT_DISABLE_TELEMETRY = 'true'
  process.env.NEXT_TELEMETRY_DISABLED = '1'

  const chosen = (positionals.length > 0 ? positionals : Object.keys(STAGES)) as Stage[]
  const total = { passed: 0, failed: 0 }
  const skipped = new Map<string, number>()
  const rows: string[] = []
  for (const name of chosen) {
    console.log(`\n== ${name}: ${STAGES[name].says}`)
    const start = performance.now()
    let outcome: Outcome
    try {
      outcome = await STAGES[name].run()
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      outcome = { passed: 0, failed: 1 }
    }
    total.passed += outcome.passed
    total.failed += outcome.failed
    for (const [reason, count] of outcome.skipped ?? [])
      skipped.set(reason, (skipped.get(reason) ?? 0) + count)
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    rows.push(
      `${name.padEnd(14)}${String(outcome.passed).padStart(6)} passed ${String(outcome.failed).padStart(4)} failed ${seconds.padStart(6)} s`,
    )
  }
  console.log(`\n${rows.join('\n')}\n`)
  const left = [...skipped.values()].reduce((sum, count) => sum + count, 0)
  const why = left === 0 ? '' : `, ${left} skipped (${[...skipped.keys()].join('; ')})`
  console.log(`${total.passed} passed, ${total.failed} failed${why}`)
  // Handles left open by a stage must not keep a finished suite alive.
  process.exit(total.failed === 0 ? 0 : 1)
}

await main()
