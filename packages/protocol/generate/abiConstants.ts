import type { Abi } from 'viem'
import { type Build, CONTRACTS } from './openBuild.ts'

/** One file per contract: its ABI as a constant, so that viem derives types from it. */
export function abiConstants(build: Build): [file: string, text: string][] {
  const files = CONTRACTS.map((contract) => abiFile(contract, build.abi(contract)))
  // Which market a job is in depends on its number of seats, so logs and errors are read with what either has.
  const markets = joined(build.abi('Market'), build.abi('MultiSeatMarket'))
  const errors = CONTRACTS.flatMap((contract) =>
    build.abi(contract).filter((item) => item.type === 'error'),
  )
  const bySignature = new Map(
    errors.map((error) => [`${error.name}(${error.inputs.map(({ type }) => type).join()})`, error]),
  )
  return [
    ...files,
    abiFile('Markets', markets),
    // A call may meet any of them, whatever contract it goes to.
    abiFile('AllErrors', [...bySignature.values()]),
  ]
}

function abiFile(name: string, abi: Abi): [file: string, text: string] {
  const constant = `${name.charAt(0).toLowerCase()}${name.slice(1)}Abi`
  // Solidity's own names of types are for the compiler; a site need not load them.
  const withoutInternal = (key: string, value: unknown) =>
    key === 'internalType' ? undefined : value
  const entries = abi.map((item) => `  ${JSON.stringify(item, withoutInternal)},\n`)
  return [`${name}.ts`, `export const ${constant} = [\n${entries.join('')}] as const\n`]
}

/** The entries of both ABIs, each once, without their constructors. */
function joined(...abis: readonly Abi[]): Abi {
  const entries = abis.flat().filter((item) => item.type !== 'constructor')
  return [...new Map(entries.map((item) => [JSON.stringify(item), item])).values()]
}
