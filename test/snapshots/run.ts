import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Abi, toFunctionSelector } from 'viem'

/** What one deployed contract stores and answers to. */
interface Snapshot {
  /** "slot offset label type", in the order of the slots; transient storage begins with "transient". */
  readonly storage: readonly string[]
  /** Each function's selector and signature, sorted by selector. */
  readonly functions: readonly string[]
}

interface Layout {
  readonly storage: readonly { label: string; offset: number; slot: string; type: string }[]
  readonly types: Readonly<Record<string, { label: string; members?: Layout['storage'] }>> | null
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { abi: Abi; storageLayout: Layout; transientStorageLayout?: Layout }>>
    >
  >
}

const ROOT = resolve(import.meta.dirname, '../..')
const FILE = resolve(import.meta.dirname, 'contracts.json')

/** What is deployed, and what runs in its name. */
const CONTRACTS = [
  'ledger/Ledger',
  'market/Market',
  'market/MultiSeatMarket',
  'dispute/DisputeGame',
  'dispute/DisputeEntry',
  'referee/Referee',
  'referee/WideReferee',
  'registries/ModelRegistry',
  'registries/KeyRegistry',
  'registries/WorkerRegistry',
  'verifiers/SignatureVerifier',
  'verifiers/OptimisticVerifier',
  'verifiers/QuorumVerifier',
  'periphery/Schedule',
]

const HELP = `node test/snapshots/run.ts [--check]

Writes test/snapshots/contracts.json: the storage layout and the function selectors of every deployed
contract, so that a change of either is seen in review.

--check  writes nothing; fails when the file differs from what would be written`

async function readSources(path: string, sources: Map<string, { content: string }>): Promise<void> {
  if (sources.has(path)) return
  const own = path.startsWith('@') ? join(ROOT, 'node_modules', path) : join(ROOT, path)
  const content = await readFile(own, 'utf8')
  sources.set(path, { content })
  for (const [, imported = ''] of content.matchAll(/from "([^"]+)"/g)) {
    await readSources(imported.startsWith('.') ? join(path, '..', imported) : imported, sources)
  }
}

async function compile(): Promise<CompilerOutput> {
  const sources = new Map<string, { content: string }>()
  for (const name of CONTRACTS) await readSources(`contracts/${name}.sol`, sources)
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(sources),
    settings: {
      evmVersion: 'osaka',
      outputSelection: { '*': { '*': ['abi', 'storageLayout', 'transientStorageLayout'] } },
    },
  }
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string }
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as CompilerOutput
  const broken = output.errors?.find(({ severity }) => severity === 'error')
  if (broken) throw new Error(broken.formattedMessage)
  return output
}

/** The compiler's name of a type, without the number that it gives each declaration. */
function typeName(layout: Layout, type: string): string {
  return layout.types?.[type]?.label ?? type
}

function linesOf(layout: Layout | undefined, prefix = ''): string[] {
  if (layout === undefined) return []
  const lines = layout.storage.map(
    ({ slot, offset, label, type }) =>
      `${prefix}${slot} ${offset} ${label} ${typeName(layout, type)}`,
  )
  // Structs in mappings lie where the mapping's key says, so their own layout counts as well.
  for (const { label, members } of Object.values(layout.types ?? {})) {
    for (const member of members ?? [])
      lines.push(
        `${prefix}${label}: ${member.slot} ${member.offset} ${member.label} ${typeName(layout, member.type)}`,
      )
  }
  return lines
}

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } },
})
if (values.help) {
  console.log(HELP)
} else {
  const { contracts } = await compile()
  const snapshots: Record<string, Snapshot> = {}
  for (const path of CONTRACTS) {
    const name = path.slice(path.indexOf('/') + 1)
    const compiled = contracts[`contracts/${path}.sol`]?.[name]
    if (compiled === undefined) throw new Error(`contracts/${path}.sol has no contract ${name}`)
    const functions = compiled.abi.flatMap((item) =>
      item.type === 'function' ? [`${toFunctionSelector(item)} ${item.name}`] : [],
    )
    snapshots[name] = {
      storage: [
        ...linesOf(compiled.storageLayout),
        ...linesOf(compiled.transientStorageLayout, 'transient '),
      ],
      functions: functions.sort(),
    }
  }
  const text = `${JSON.stringify(snapshots, undefined, 2)}\n`
  const known = await readFile(FILE, 'utf8').catch(() => '')
  if (!values.check) {
    await writeFile(FILE, text)
    console.log(text === known ? 'nothing changed' : 'wrote test/snapshots/contracts.json')
  } else if (text !== known) {
    console.error(
      'Storage layouts or selectors changed. Read the change, then run `npm run format` and commit test/snapshots/contracts.json.',
    )
    process.exitCode = 1
  } else {
    console.log(`storage layouts and selectors of ${CONTRACTS.length} contracts are in step`)
  }
}
