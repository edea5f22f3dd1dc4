import {
  concat,
  encodeAbiParameters,
  type Hex,
  keccak256,
  stringToHex,
  type TypedDataDomain,
} from 'viem'

type Fields = readonly { readonly name: string; readonly type: string }[]

/** Types of EIP-712 messages, each with its fields: plain values, `bytes`, `string`, or another of the types. */
export type MessageTypes = { readonly [type: string]: Fields }

/** A message whose fields fit its type: a key signs it. */
export type TypedMessage = {
  readonly domain: TypedDataDomain
  readonly types: MessageTypes
  readonly primaryType: string
  readonly message: object
}

/**
 * The EIP-712 digest of a message, as viem's hashTypedData gives it. What is the same for all messages of a type and of a contract
 * is hashed once: viem does it anew for each, which takes longer than the message itself.
 */
export function hashMessage({ domain, types, primaryType, message }: TypedMessage): Hex {
  const content = hashStruct(shapesOf(types), primaryType, message)
  return keccak256(concat(['0x1901', separatorOf(domain), content]))
}

/** A type, by what is needed to hash a value of it. */
type Shape = { typeHash: Hex; fields: Fields; encoded: readonly { type: string }[] }
type Shapes = ReadonlyMap<string, Shape>

const known = new WeakMap<MessageTypes, Shapes>()

function shapesOf(types: MessageTypes): Shapes {
  const before = known.get(types)
  if (before !== undefined) return before
  const shapes = new Map(
    Object.entries(types).map(([name, fields]): [string, Shape] => {
      const encoded = fields.map(({ type }) => ({
        type: isHashed(type) || type in types ? 'bytes32' : type,
      }))
      const typeHash = keccak256(stringToHex(signatureOf(types, name)))
      return [name, { typeHash, fields, encoded: [{ type: 'bytes32' }, ...encoded] }]
    }),
  )
  known.set(types, shapes)
  return shapes
}

/** What is of any length stands as its hash. */
function isHashed(type: string): boolean {
  return type === 'bytes' || type === 'string'
}

/** A type as EIP-712 writes it: itself, and after it all that it holds, by name. */
function signatureOf(types: MessageTypes, name: string): string {
  const held = new Set<string>()
  const collect = (type: string) => {
    for (const field of types[type]!) {
      if (!(field.type in types) || held.has(field.type)) continue
      held.add(field.type)
      collect(field.type)
    }
  }
  collect(name)
  return [name, ...[...held].sort()]
    .map(
      (type) => `${type}(${types[type]!.map((field) => `${field.type} ${field.name}`).join(',')})`,
    )
    .join('')
}

function hashStruct(shapes: Shapes, name: string, value: object): Hex {
  const { typeHash, fields, encoded } = shapes.get(name)!
  const words = fields.map((field) => {
    const content = (value as Record<string, unknown>)[field.name]
    if (field.type === 'bytes') return keccak256(content as Hex)
    if (field.type === 'string') return keccak256(stringToHex(content as string))
    return shapes.has(field.type) ? hashStruct(shapes, field.type, content as object) : content
  })
  return keccak256(encodeAbiParameters(encoded, [typeHash, ...words]))
}

/** Separators of domains that were asked for before. A process meets a handful of deployments. */
const separators = new Map<string, Hex>()
const MOST_SEPARATORS = 100

const DOMAIN_TYPES = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ],
}

function separatorOf(domain: TypedDataDomain): Hex {
  const { name, version, chainId, verifyingContract } = domain
  const key = JSON.stringify([name, version, String(chainId), verifyingContract])
  const before = separators.get(key)
  if (before !== undefined) return before
  const separator = hashStruct(shapesOf(DOMAIN_TYPES), 'EIP712Domain', domain)
  if (separators.size >= MOST_SEPARATORS) separators.clear()
  separators.set(key, separator)
  return separator
}
