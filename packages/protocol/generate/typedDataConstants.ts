import type { AbiParameter } from 'viem'
import type { Build, CONTRACTS } from './openBuild.ts'

interface Field {
  readonly name: string
  readonly type: string
}

/** The contract, and its function whose one argument is the struct that is signed. */
const SIGNED = {
  Request: ['Market', 'hashRequest'],
  Receipt: ['Market', 'hashReceipt'],
  Move: ['DisputeGame', 'hashMove'],
  KeyConsent: ['KeyRegistry', 'hashConsent'],
} as const

/** The EIP-712 types, read off the structs that the contract itself takes. */
export function typedDataConstants(build: Build): string {
  let text = ''
  for (const [struct, [contract, hasher]] of Object.entries(SIGNED)) {
    const types = new Map<string, Field[]>()
    collect(structOf(build, contract, struct, hasher), types)
    const sorted = [...types].sort(([a], [b]) =>
      a === struct ? -1 : b === struct ? 1 : a < b ? -1 : 1,
    )
    const name = `${struct.charAt(0).toLowerCase()}${struct.slice(1)}Types`
    text += `export const ${name} = ${JSON.stringify(Object.fromEntries(sorted), null, 2)} as const\n\n`
  }
  return `${text.trimEnd()}\n`
}

function structOf(
  build: Build,
  contract: (typeof CONTRACTS)[number],
  struct: string,
  hasher: string,
): AbiParameter {
  for (const item of build.abi(contract)) {
    if (item.type !== 'function' || item.name !== hasher) continue
    const [argument] = item.inputs
    if (argument && item.inputs.length === 1 && nameOf(argument) === struct) return argument
  }
  throw new Error(
    `${contract} has no function ${hasher}(${struct}), from which its EIP-712 type is read`,
  )
}

function nameOf(parameter: AbiParameter): string {
  const name = /^struct (?:\w+\.)?(\w+)/.exec(parameter.internalType ?? '')?.[1]
  if (!name) throw new Error(`The ABI does not name the struct of ${parameter.name}`)
  return name
}

function collect(struct: AbiParameter, types: Map<string, Field[]>): string {
  const name = nameOf(struct)
  const fields: Field[] = []
  types.set(name, fields)
  for (const member of 'components' in struct ? struct.components : []) {
    const suffix = /^tuple(.*)$/.exec(member.type)?.[1]
    const type = suffix === undefined ? member.type : collect(member, types) + suffix
    fields.push({ name: member.name ?? '', type })
  }
  return name
}
