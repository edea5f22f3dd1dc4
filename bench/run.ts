import { readFileSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { cpus } from 'node:os'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measurement } from './measurement.ts'

const HERE = import.meta.dirname
const RESULTS = resolve(HERE, 'results.json')

const HELP = `npm run bench [-- name ...]

Runs every program of bench/, or those named, prints what each measured,
and writes bench/results.json: a list of { name, value, unit, ... }. Figures of programs that were
not run stay as they are.`

/** The programs of this folder: each file that exports `measure`. */
async function programs(): Promise<string[]> {
  const names: string[] = []
  for await (const file of glob('*.ts', { cwd: HERE })) {
    const name = basename(file, '.ts')
    if (!['run', 'measurement'].includes(name) && !name.endsWith('.test')) names.push(name)
  }
  return names.sort()
}

function earlier(): Measurement[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Measurement[]
  } catch {
    return []
  }
}

/** Four digits are more than any of these figures repeats. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4))
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
  const kept = earlier().filter((row) => !chosen.includes(row.program ?? ''))
  const fresh: Measurement[] = []
  let failed = 0
  for (const name of chosen) {
    console.log(`\n== ${name}`)
    try {
      const { measure } = (await import(`./${name}.ts`)) as { measure(): Promise<Measurement[]> }
      for (const measured of await measure()) {
        const row = { ...measured, value: rounded(measured.value) }
        console.log(`${row.name.padEnd(44)} ${row.value} ${row.unit}`)
        fresh.push({ ...row, program: name, command: `npm run bench -- ${name}` })
      }
    } catch (error) {
      failed++
      console.error(`bench/${name}.ts failed:`, error)
    }
  }
  const rows = [...kept, ...fresh].sort((a, b) => a.name.localeCompare(b.name))
  writeFileSync(RESULTS, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`)
  console.log(`\n${fresh.length} figures written to bench/results.json (on ${cpus()[0]?.model})`)
  process.exit(failed === 0 ? 0 : 1)
}

await main()
