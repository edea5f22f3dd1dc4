import { glob } from 'node:fs/promises'
import { cpus } from 'node:os'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measurement } from './measurement.ts'
import { readResults, writeResults } from './results.ts'

const HERE = import.meta.dirname

const HELP = `npm run bench [-- name ...]

Runs every program of bench/, or those named, prints what each measured,
and writes bench/results.json: a list of { name, value, unit, ... }. Figures of programs that were
not run stay as they are, and so do those of a program that has nothing to measure here and says why.`

/** The programs of this folder: each file that exports `measure`. */
async function programs(): Promise<string[]> {
  const names: string[] = []
  for await (const file of glob('*.ts', { cwd: HERE })) {
    const name = basename(file, '.ts')
    if (!['run', 'measurement', 'results'].includes(name) && !name.endsWith('.test'))
      names.push(name)
  }
  return names.sort()
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  })
  const all = await programs()
  if (values.help) {
    console.log(`${HELP}\n\nPrograms: ${all.join(', ')}`)
    return
  }
  const unknown = positionals.filter((name) => !all.includes(name))
  if (unknown.length > 0) {
    console.error(`bench has no program ${unknown.join(', ')}; there are ${all.join(', ')}`)
    process.exit(2)
  }
  process.env.HARDHAT_DISABLE_TELEMETRY = 'true'
  process.env.NEXT_TELEMETRY_DISABLED = '1'

  const chosen = positionals.length > 0 ? positionals : all
  const before = readResults()
  const kept = before.filter((row) => !chosen.includes(row.program ?? ''))
  const fresh: Measurement[] = []
  let failed = 0
  for (const name of chosen) {
    console.log(`\n== ${name}`)
    try {
      const { measure } = (await import(`./${name}.ts`)) as {
        measure(): Promise<Measurement[] | undefined>
      }
      const rows = await measure()
      if (rows === undefined) kept.push(...before.filter(({ program }) => program === name))
      for (const measured of rows ?? []) {
        console.log(`${measured.name.padEnd(44)} ${measured.value} ${measured.unit}`)
        fresh.push({ ...measured, program: name, command: `npm run bench -- ${name}` })
      }
    } catch (error) {
      failed++
      console.error(`bench/${name}.ts failed:`, error)
    }
  }
  writeResults([...kept, ...fresh])
  console.log(`\n${fresh.length} figures written to bench/results.json (on ${cpus()[0]?.model})`)
  process.exit(failed === 0 ? 0 : 1)
}

await main()
