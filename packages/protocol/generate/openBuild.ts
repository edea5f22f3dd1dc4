import { readFile } from 'node:fs/promises'
import hre from 'hardhat'
import type { Abi } from 'viem'

/** The part of the compiler's syntax tree that generation reads. */
export interface SyntaxNode {
  readonly nodeType: string
  readonly name?: string
  readonly documentation?: { readonly text: string } | string | null
  readonly errorSelector?: string
  readonly members?: readonly SyntaxNode[]
  readonly nodes?: readonly SyntaxNode[]
  /** A variable's. */
  readonly constant?: boolean
  readonly value?: SyntaxNode | string | null
  /** A number's unit, such as `days`. */
  readonly subdenomination?: string | null
  /** An operation's, with two operands. */
  readonly operator?: string
  readonly leftExpression?: SyntaxNode
  readonly rightExpression?: SyntaxNode
}

export interface Build {
  abi(contract: string): Abi
  /** The syntax trees of the project's own sources, in the order of their paths. */
  readonly sources: readonly SyntaxNode[]
}

/** The contracts whose ABIs clients use. */
export const CONTRACTS = [
  'Ledger',
  'Market',
  'MultiSeatMarket',
  'ModelRegistry',
  'KeyRegistry',
  'WorkerRegistry',
  'Schedule',
  'PriceFeedInput',
  'DigitTally',
  'IVerifier',
  'IDisputable',
  'SignatureVerifier',
  'IDispute',
  'DisputeGame',
  'Referee',
  'OptimisticVerifier',
  'QuorumVerifier',
  'TestToken',
] as const

interface BuildOutput {
  readonly output: {
    readonly sources: Record<string, { readonly ast?: SyntaxNode }>
    readonly errors?: readonly {
      readonly formattedMessage: string
      readonly sourceLocation?: { readonly file: string }
    }[]
  }
}

/** Compiles with Hardhat and opens what the compiler said. */
export async function openBuild(): Promise<Build> {
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const abis = new Map<string, Abi>()
  for (const name of CONTRACTS) {
    abis.set(name, (await hre.artifacts.readArtifact(name)).abi as Abi)
  }

  // Hardhat compiles what changed, so each file's tree stands in the build that its own contract comes from; files
  // without a contract (structs, enums) are read from the builds that import them all.
  const warnings = new Set<string>()
  const trees = new Map<string, SyntaxNode>()
  const names = [...(await hre.artifacts.getAllFullyQualifiedNames())]
  const whole = [
    'contracts/dispute/DisputeGame.sol:DisputeGame',
    'contracts/market/MultiSeatMarket.sol:MultiSeatMarket',
    'contracts/market/Market.sol:Market',
  ]
  for (const name of [...names.filter((other) => !whole.includes(other)), ...whole]) {
    const id = await hre.artifacts.getBuildInfoId(name)
    const path = id && (await hre.artifacts.getBuildInfoOutputPath(id))
    if (!path) continue
    const { output } = JSON.parse(await readFile(path, 'utf8')) as BuildOutput
    // Hardhat prints the compiler's warnings and goes on; in this project's own files they are errors.
    for (const { sourceLocation, formattedMessage } of output.errors ?? []) {
      if (sourceLocation?.file.startsWith('project/contracts/')) warnings.add(formattedMessage)
    }
    const own = `project/${name.slice(0, name.lastIndexOf(':'))}`
    for (const [source, { ast }] of Object.entries(output.sources)) {
      if (!source.startsWith('project/contracts/') || !ast) continue
      if (source.startsWith('project/contracts/test/')) continue
      if (source === own || whole.includes(name)) trees.set(source, ast)
    }
  }
  if (warnings.size > 0) {
    throw new Error(`The contracts compile with warnings:\n${[...warnings].join('\n')}`)
  }
  return {
    abi(contract) {
      const abi = abis.get(contract)
      if (!abi) throw new Error(`No ABI of ${contract}; add it to CONTRACTS in openBuild.ts`)
      return abi
    },
    sources: [...trees].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tree]) => tree),
  }
}
