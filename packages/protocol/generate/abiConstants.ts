import { type Build, CONTRACTS } from './openBuild.ts'

/** One file a contract: its ABI as a constant, so that viem derives types from it. */
export function abiConstants(build: Build): [file: string, text: string][] {
  return CONTRACTS.map((contract) => {
    const name = `${contract.charAt(0).toLowerCase()}${contract.slice(1)}Abi`
    const entries = build.abi(contract).map((item) => `  ${JSON.stringify(item)},\n`)
    return [`${contract}.ts`, `export const ${name} = [\n${entries.join('')}] as const\n`]
  })
}
