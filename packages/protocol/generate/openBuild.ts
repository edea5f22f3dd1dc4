import { readFileSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import solc from 'solc'
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

interface CompilerOutput {
  readonly sources: Record<string, { readonly ast: SyntaxNode }>
  readonly contracts: Record<string, Record<string, { readonly abi: Abi }>>
  readonly errors?: readonly {
    readonly severity: 'error' | 'warning' | 'info'
    readonly formattedMessage: string
    readonly sourceLocation?: { readonly file: string }
  }[]
}

const ROOT = resolve(import.meta.dirname, '../../..')

/**
 * Reads the project's contracts with the compiler, up to ABIs and syntax trees. It makes no bytecode, and reads nothing
 * that an earlier build left, so what it says is what the sources say.
 *
 * @throws Error with the compiler's messages when a source has an error or a warning
 */
export async function openBuild(): Promise<Build> {
  const sources: Record<string, { content: string }> = {}
  for await (const path of glob('contracts/**/*.sol', { cwd: ROOT })) {
    sources[path] = { content: await readFile(resolve(ROOT, path), 'utf8') }
  }
  const input = {
    language: 'Solidity',
    sources,
    settings: { outputSelection: { '*': { '': ['ast'], '*': ['abi'] } } },
  }
  const output: CompilerOutput = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (path: string) => ({
        contents: readFileSync(resolve(ROOT, 'node_modules', path), 'utf8'),
      }),
    }),
  )
  // A library's warnings are its own; in this project's files they count as errors.
  const messages = (output.errors ?? [])
    .filter(
      ({ severity, sourceLocation }) =>
        severity === 'error' || sourceLocation?.file.startsWith('contracts/'),
    )
    .map(({ formattedMessage }) => formattedMessage)
  if (messages.length > 0) {
    throw new Error(`The contracts compile with errors or warnings:\n${messages.join('\n')}`)
  }
  const abis = new Map(
    Object.values(output.contracts).flatMap((contracts) =>
      Object.entries(contracts).map(([name, { abi }]) => [name, abi] as const),
    ),
  )
  return {
    abi(contract) {
      const abi = abis.get(contract)
      if (!abi) throw new Error(`contracts/ has no contract ${contract}, which CONTRACTS names`)
      return abi
    },
    sources: Object.keys(sources)
      .filter((path) => !path.startsWith('contracts/test/'))
      .sort()
      .map((path) => (output.sources[path] as { ast: SyntaxNode }).ast),
  }
}
