import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { posix, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
const SOLC_VERSION = '0.8.34'

/** What ends a test whose mutant never ends: more than any sound test takes. */
const GAS_LIMIT = 1n << 32n
/** A mutant may ask for memory without end, which a test's gas would buy. */
const MEMORY_LIMIT = 1n << 26n
const FUZZ_RUNS = 16

interface Compiler {
  compile(input: string): string
}

interface Artifact {
  readonly id: { readonly name: string; readonly source: string; readonly solcVersion: string }
  readonly contract: {
    readonly abi: string
    readonly bytecode: string
    readonly linkReferences: object
    readonly deployedBytecode: string
    readonly deployedLinkReferences: object
  }
}

interface SuiteResult {
  readonly testResults: readonly { readonly name: string; readonly status: string }[]
}

/** What is used of Hardhat's Solidity test runner, which is a library of its own. */
interface Edr {
  readonly L1_CHAIN_TYPE: string
  readonly EdrContext: new () => {
    registerSolidityTestRunnerFactory(chainType: string, factory: unknown): Promise<void>
    runSolidityTests(
      chainType: string,
      artifacts: readonly Artifact[],
      suites: readonly Artifact['id'][],
      config: object,
      tracing: object,
      onSuite: (result: SuiteResult) => void,
    ): Promise<unknown>
  }
  l1SolidityTestRunnerFactory(): unknown
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Record<string, Record<string, CompiledContract>>
}

interface CompiledContract {
  readonly abi: readonly { readonly type: string; readonly name?: string }[]
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly deployedBytecode: { readonly object: string }
  }
}

export type TestRun =
  | {
      readonly ended: 'passed' | 'failed'
      readonly tests: number
      readonly failed: readonly string[]
    }
  | { readonly ended: 'broken'; readonly reason: string }

/**
 * Compiles and runs files of Solidity tests in this process: the compiler without its optimizer, which is most of a mutant's price, and
 * only the contracts that the tests deploy; then the runner of `hardhat test solidity`, without traces. Invariants are left out.
 */
export class SolidityTests {
  readonly #compiler: Compiler = require('solc')
  readonly #edr: Edr = createRequire(require.resolve('hardhat'))('@nomicfoundation/edr')
  readonly #sources = new Map<string, string>()
  /** Test files that need the optimizer. */
  readonly #tooDeep = new Set<string>()
  #context: Promise<InstanceType<Edr['EdrContext']>> | undefined

  /**
   * @param file path of a test file from the project's root
   * @param changed sources that take the place of files, by their paths from the root
   */
  async run(file: string, changed: ReadonlyMap<string, string> = new Map()): Promise<TestRun> {
    const sources = this.#sourcesOf(file, changed)
    let output = this.#compile(file, sources, this.#tooDeep.has(file))
    // A few dependencies compile only with the optimizer, which finds stack slots that can be reused.
    if (isStackTooDeep(output) && !this.#tooDeep.has(file)) {
      this.#tooDeep.add(file)
      output = this.#compile(file, sources, true)
    }
    const error = output.errors?.find(({ severity }) => severity === 'error')
    if (error !== undefined) return { ended: 'broken', reason: error.formattedMessage }
    const artifacts = Object.entries(output.contracts?.[file] ?? {})
      .filter(([, contract]) => isSuite(contract))
      .map(([name, contract]) => artifactOf(name, file, contract))
    if (artifacts.length === 0) return { ended: 'broken', reason: `${file} holds no tests` }
    return this.#runSuites(artifacts)
  }

  #compile(file: string, sources: ReadonlyMap<string, string>, optimized: boolean): Output {
    const input = {
      language: 'Solidity',
      sources: Object.fromEntries([...sources].map(([name, content]) => [name, { content }])),
      settings: {
        evmVersion: 'osaka',
        metadata: { bytecodeHash: 'none' },
        optimizer: { enabled: optimized },
        outputSelection: {
          [file]: { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] },
        },
      },
    }
    return JSON.parse(this.#compiler.compile(JSON.stringify(input))) as Output
  }

  async #runSuites(artifacts: readonly Artifact[]): Promise<TestRun> {
    this.#context ??= this.#open()
    const context = await this.#context
    const failed: string[] = []
    let tests = 0
    let suites = 0
    await new Promise<void>((done, fail) => {
      context
        .runSolidityTests(
          this.#edr.L1_CHAIN_TYPE,
          artifacts,
          artifacts.map(({ id }) => id),
          {
            projectRoot: ROOT,
            hardfork: 'osaka',
            gasLimit: GAS_LIMIT,
            memoryLimit: MEMORY_LIMIT,
            disableBlockGasLimit: true,
            disableTransactionGasCap: true,
            excludeTestPattern: '^invariant_',
            fuzz: { runs: FUZZ_RUNS, seed: '0x01' },
          },
          { buildInfos: [], ignoreContracts: false },
          ({ testResults }) => {
            tests += testResults.length
            for (const { name, status } of testResults) if (status === 'Failure') failed.push(name)
            if (++suites === artifacts.length) done()
          },
        )
        .catch(fail)
    })
    if (tests === 0) return { ended: 'broken', reason: 'no test ran' }
    return { ended: failed.length === 0 ? 'passed' : 'failed', tests, failed }
  }

  async #open() {
    const context = new this.#edr.EdrContext()
    await context.registerSolidityTestRunnerFactory(
      this.#edr.L1_CHAIN_TYPE,
      this.#edr.l1SolidityTestRunnerFactory(),
    )
    return context
  }

  /** The file and all that it imports, by the names that the compiler knows them by. */
  #sourcesOf(file: string, changed: ReadonlyMap<string, string>): Map<string, string> {
    const found = new Map<string, string>()
    const waiting = [file]
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue
      const source = changed.get(name) ?? this.#sourceOf(name)
      found.set(name, source)
      for (const [, path] of source.matchAll(/^import\s[^;]*?["']([^"']+)["'];/gm))
        if (path !== undefined)
          waiting.push(path.startsWith('.') ? posix.join(posix.dirname(name), path) : path)
    }
    return found
  }

  #sourceOf(name: string): string {
    let source = this.#sources.get(name)
    if (source === undefined) {
      source = readFileSync(
        resolve(ROOT, name.startsWith('@') ? `node_modules/${name}` : name),
        'utf8',
      )
      this.#sources.set(name, source)
    }
    return source
  }
}

function isStackTooDeep({ errors }: Output): boolean {
  return (
    errors?.some(({ formattedMessage }) => formattedMessage.includes('Stack too deep')) ?? false
  )
}

function isSuite({ abi, evm }: CompiledContract): boolean {
  const hasTests = abi.some(({ type, name }) => type === 'function' && name?.startsWith('test'))
  return hasTests && evm.bytecode.object !== ''
}

function artifactOf(name: string, source: string, { abi, evm }: CompiledContract): Artifact {
  return {
    id: { name, source, solcVersion: SOLC_VERSION },
    contract: {
      abi: JSON.stringify(abi),
      bytecode: `0x${evm.bytecode.object}`,
      linkReferences: {},
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
      deployedLinkReferences: {},
    },
  }
}
