import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'

/** One command that looks at the tree without running it, and the one that mends what it can. */
export interface TreeCheck {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly fix?: readonly [string, ...string[]]
}

const ROOT = resolve(import.meta.dirname, '..')
const SOLIDITY = '{contracts,test/solidity}/**/*.sol'

/** Every check of the tree, quickest first. */
export const CHECKS: readonly TreeCheck[] = [
  {
    name: 'TypeScript format and lint',
    command: ['biome', 'check', '--error-on-warnings', '.'],
    fix: ['biome', 'check', '--write', '.'],
  },
  {
    name: 'Solidity format',
    command: ['prettier', '--check', SOLIDITY],
    fix: ['prettier', '--write', SOLIDITY],
  },
  { name: 'Solidity lint', command: ['solhint', '--max-warnings', '0', SOLIDITY] },
  { name: 'types', command: ['tsc', '--project', '.'] },
  { name: 'types of the dApp', command: ['tsc', '--project', 'apps/web'] },
  {
    name: 'import rules',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'apps'],
  },
  { name: 'nothing unused', command: ['knip', '--no-progress'] },
  { name: 'packages as they are published', command: ['node', 'test/pack.ts'] },
  {
    name: 'exports of the SDK are documented',
    command: ['typedoc', '--options', 'packages/sdk/typedoc.json', '--emit', 'none'],
  },
  {
    name: 'generated files in step',
    command: ['node', 'packages/protocol/generate.ts', '--check'],
    fix: ['node', 'packages/protocol/generate.ts'],
  },
  {
    name: 'storage layouts and selectors in step',
    command: ['node', 'test/snapshots/run.ts', '--check'],
    fix: ['node', 'test/snapshots/run.ts'],
  },
]

/** Runs one check and prints what it found; true where the tree passes it. */
export async function runCheck(check: TreeCheck, { fix }: { fix: boolean }): Promise<boolean> {
  const [file, ...args] = (fix ? check.fix : undefined) ?? check.command
  const ended = await execa(file, args, {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    timeout: 300_000,
    env: { HARDHAT_DISABLE_TELEMETRY: 'true' },
  })
  const passed = ended.exitCode === 0
  console.log(`${passed ? '✔' : '✖'} ${check.name}`)
  if (!passed)
    console.log(`${ended.all}\n  (${[file, ...args].join(' ')} ended with ${ended.exitCode})`)
  return passed
}

const HELP = `npm run check [-- --fix]

Looks at the tree without running it:
${CHECKS.map((check) => `  ${check.name.padEnd(40)}${check.command.join(' ')}`).join('\n')}

--fix (npm run format) mends what a tool can mend, then looks again.`

if (import.meta.main) {
  const { values } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, fix: { type: 'boolean' } },
  })
  if (values.help) console.log(HELP)
  else {
    if (values.fix) {
      for (const check of CHECKS) if (check.fix) await runCheck(check, { fix: true })
    }
    let failed = 0
    for (const check of CHECKS) if (!(await runCheck(check, { fix: false }))) failed++
    if (failed > 0) process.exitCode = 1
  }
}
