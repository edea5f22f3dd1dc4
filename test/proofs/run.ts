import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { execa, execaSync } from 'execa'
import { recordResults } from '../../bench/results.ts'
import { ensureProgram } from '../programs.ts'

/** One statement, and whether the solver found that nothing contradicts it. */
interface Proof {
  readonly statement: string
  readonly isProved: boolean
}

/** The part of the compiler's answer that is read here. */
interface CompilerOutput {
  readonly errors?: readonly {
    readonly severity: string
    readonly message: string
    readonly formattedMessage: string
  }[]
}

const ROOT = resolve(import.meta.dirname, '../..')
const SECONDS = 300

const HELP = `npm run campaign:proofs

Proves statements about the contracts for all values, with the solver z3, and records how many in
bench/results.json. Fails when one is not proved.

  test/proofs/*.sol   the compiler's model checker, on the contracts' own functions
  test/proofs/*.smt2  formulas that transcribe a function line by line, each named at its top`

/** Formulas: the solver is asked for a counterexample to each statement, which stands in an echo before it. */
async function proveFormulas(file: string): Promise<Proof[]> {
  const { stdout } = await execa('z3', ['-smt2', `-T:${SECONDS}`, file], { reject: false })
  const lines = stdout.split('\n').map((line) => line.trim())
  const asked = (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('(echo'))
  return asked.map((line) => {
    const statement = line.slice('(echo "'.length, -'")'.length)
    const at = lines.indexOf(statement)
    return { statement, isProved: at !== -1 && lines[at + 1] === 'unsat' }
  })
}

/** Contracts: the compiler turns every assert into a query, which the same solver answers. */
async function proveContracts(file: string): Promise<Proof[]> {
  const sources = new Map<string, { content: string }>()
  await readSources(file, sources)
  const source = sources.get(file)?.content ?? ''
  const contracts = [...source.matchAll(/^contract (\w+)/gm)].map(([, name]) => name as string)
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(sources),
    settings: {
      evmVersion: 'osaka',
      modelChecker: {
        contracts: { [file]: contracts },
        engine: 'bmc',
        solvers: ['smtlib2'],
        showProvedSafe: true,
        showUnproved: true,
        targets: ['assert'],
      },
      outputSelection: { '*': { '*': ['abi'] } },
    },
  }
  const solc = createRequire(import.meta.url)('solc') as {
    compile(input: string, callbacks: { smtSolver(query: string): { contents: string } }): string
  }
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { smtSolver: answer }),
  ) as CompilerOutput
  const broken = output.errors?.find(({ severity }) => severity === 'error')
  if (broken) throw new Error(broken.formattedMessage)
  const safe = (output.errors ?? []).filter(({ message }) => message.includes('check is safe'))
  // The compiler names an assert by where it stands.
  const proved = new Set(
    safe.map(({ formattedMessage }) => /\.sol:(\d+):/.exec(formattedMessage)?.[1]),
  )
  return source.split('\n').flatMap((line, index) => {
    const condition = /^\s*assert\((.*)\);/.exec(line)?.[1]
    if (condition === undefined) return []
    const above = source.split('\n').slice(0, index).join('\n')
    const name = [...above.matchAll(/function (\w+)/g)].at(-1)?.[1] ?? file
    return [{ statement: `${name}: ${condition}`, isProved: proved.has(String(index + 1)) }]
  })
}

function answer(query: string): { contents: string } {
  const { stdout } = execaSync('z3', ['-in', '-smt2', `-T:${SECONDS}`], {
    input: query,
    reject: false,
  })
  return { contents: stdout }
}

async function readSources(path: string, sources: Map<string, { content: string }>): Promise<void> {
  if (sources.has(path)) return
  const own = path.startsWith('@') ? join(ROOT, 'node_modules', path) : join(ROOT, path)
  const content = await readFile(own, 'utf8')
  sources.set(path, { content })
  for (const [, imported = ''] of content.matchAll(/from "([^"]+)"/g)) {
    await readSources(imported.startsWith('.') ? join(path, '..', imported) : imported, sources)
  }
}

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
if (values.help) {
  console.log(HELP)
} else {
  await ensureProgram('z3', 'z3')
  const proofs: Proof[] = []
  for (const name of (await readdir(import.meta.dirname)).sort()) {
    const file = `test/proofs/${name}`
    const found = name.endsWith('.smt2')
      ? await proveFormulas(resolve(ROOT, file))
      : name.endsWith('.sol')
        ? await proveContracts(file)
        : []
    if (found.length > 0) console.log(`\n${file}`)
    for (const { statement, isProved } of found) console.log(`${isProved ? '✔' : '✖'} ${statement}`)
    proofs.push(...found)
  }
  const proved = proofs.filter(({ isProved }) => isProved).length
  console.log(`\n${proved} of ${proofs.length} statements proved`)
  if (proved === proofs.length) {
    recordResults([
      {
        name: 'campaign.proofs',
        value: proved,
        unit: 'count',
        note: 'statements about the contracts proved for all values: those that test/proofs lists',
        command: 'npm run campaign:proofs',
      },
    ])
  } else process.exitCode = 1
}
