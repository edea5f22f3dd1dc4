import { type Hex, isAddress, isHex, keccak256, stringToHex } from 'viem'
import { BaseError } from '../errors/BaseError.ts'

/** The newest version of the file that is read and written here. */
export const EVIDENCE_VERSION = 1
/** The longest file that is read (characters). */
export const MAX_EVIDENCE_LENGTH = 64 * 2 ** 20

const README =
  'Evidence of one answer of an AI model on Assay. Check it with: assay verify evidence.json. docs/evidence.md of the project says what each field is and what it proves.'

/** The contracts whose events a file holds. */
export type EvidenceContracts = Record<
  'market' | 'multiSeatMarket' | 'modelRegistry' | 'keyRegistry',
  Hex
>

/** A block, and those of its receipts that hold events of the job. */
export type EvidenceBlock = {
  /** The header, as RLP. */
  header: Hex
  receipts: readonly {
    /** Its place in the block. */
    index: number
    /** The trie's nodes from the root of the block's receipts to this one. */
    proof: readonly Hex[]
  }[]
}

/** What an evidence file holds, all but `version`, `readme` and `digest`. docs/evidence.md says what each field is. */
export type EvidenceContent = {
  chainId: number
  contracts: EvidenceContracts
  job: Hex
  seat: number
  blocks: readonly EvidenceBlock[]
  head: { number: number; hash: Hex; timestamp: number; finalized: number | null }
  input: Hex | null
  output: Hex | null
  card: Hex | null
  program: Hex | null
}

/** A file that was read: its content, and the digest that it has beside the one that it states. */
export type EvidenceFile = EvidenceContent & { digest: Hex; statedDigest: Hex }

/** What was given is no evidence file. */
export class EvidenceError extends BaseError {
  constructor(problem: string, remedy = 'Save the evidence again from the job.') {
    super(problem, { name: 'EvidenceError', remedy })
  }
}

type Json = string | number | null | readonly Json[] | { readonly [name: string]: Json }

/** The canonical form of RFC 8785, for whole numbers, strings, lists and objects. */
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join()}}`
}

/** The text of an evidence file. */
export function writeEvidence(content: EvidenceContent): string {
  const whole = { ...content, readme: README, version: EVIDENCE_VERSION }
  const digest = keccak256(stringToHex(canonical(whole)))
  return `${canonical({ ...whole, digest })}\n`
}

/**
 * Reads the text of an evidence file, of which nothing is trusted. Only its form is looked at here; `verifyEvidence` checks it.
 *
 * @throws EvidenceError with one sentence about the first thing that is wrong
 */
export function readEvidence(text: string): EvidenceFile {
  if (text.length > MAX_EVIDENCE_LENGTH) {
    throw new EvidenceError(
      `The file has ${text.length} characters; evidence has at most ${MAX_EVIDENCE_LENGTH}.`,
    )
  }
  let json: Json
  try {
    json = JSON.parse(text) as Json
  } catch {
    throw new EvidenceError('The file is not JSON, so it is no evidence.')
  }
  const root = recordOf(json, 'The file')
  if (root.version !== EVIDENCE_VERSION) {
    throw typeof root.version === 'number' && root.version > EVIDENCE_VERSION
      ? new EvidenceError(
          `The file is of version ${root.version} of the format; this reads version ${EVIDENCE_VERSION}.`,
          'Use a newer version of assay.',
        )
      : new EvidenceError('The file has no version of evidence, so it is something else.')
  }
  const { version: _, readme, digest: statedDigest, ...rest } = root
  if (readme !== README) throw new EvidenceError('The readme is not the one of this version.')
  const content = contentOf(rest)
  // A second field of the same name, a space or another order of fields would let two readers see two things.
  if (canonical(json) !== text.replace(/\n$/, '')) {
    throw new EvidenceError(
      'The JSON is not in canonical form (RFC 8785), so it was not written by assay.',
    )
  }
  const whole = { ...(rest as Record<string, Json>), readme: README, version: EVIDENCE_VERSION }
  return {
    ...content,
    digest: keccak256(stringToHex(canonical(whole))),
    statedDigest: wordOf(statedDigest, 'digest'),
  }
}

const FIELDS = [
  'blocks',
  'card',
  'chainId',
  'contracts',
  'head',
  'input',
  'job',
  'output',
  'program',
  'seat',
]

function contentOf(root: Record<string, Json>): EvidenceContent {
  requireFields(root, FIELDS, 'The file')
  const contracts = recordOf(root.contracts, 'contracts')
  const names = ['keyRegistry', 'market', 'modelRegistry', 'multiSeatMarket'] as const
  requireFields(contracts, names, 'contracts')
  const head = recordOf(root.head, 'head')
  requireFields(head, ['finalized', 'hash', 'number', 'timestamp'], 'head')
  return {
    chainId: countOf(root.chainId, 'chainId'),
    contracts: Object.fromEntries(
      names.map((name) => [name, addressOf(contracts[name], `contracts.${name}`)]),
    ) as EvidenceContracts,
    job: wordOf(root.job, 'job'),
    seat: countOf(root.seat, 'seat'),
    blocks: listOf(root.blocks, 'blocks').map((entry, i): EvidenceBlock => {
      const block = recordOf(entry, `blocks[${i}]`)
      requireFields(block, ['header', 'receipts'], `blocks[${i}]`)
      return {
        header: bytesOf(block.header, `blocks[${i}].header`),
        receipts: listOf(block.receipts, `blocks[${i}].receipts`).map((item, k) => {
          const where = `blocks[${i}].receipts[${k}]`
          const receipt = recordOf(item, where)
          requireFields(receipt, ['index', 'proof'], where)
          return {
            index: countOf(receipt.index, `${where}.index`),
            proof: listOf(receipt.proof, `${where}.proof`).map((node, n) =>
              bytesOf(node, `${where}.proof[${n}]`),
            ),
          }
        }),
      }
    }),
    head: {
      number: countOf(head.number, 'head.number'),
      hash: wordOf(head.hash, 'head.hash'),
      timestamp: countOf(head.timestamp, 'head.timestamp'),
      finalized: head.finalized === null ? null : countOf(head.finalized, 'head.finalized'),
    },
    input: optional(root.input, 'input'),
    output: optional(root.output, 'output'),
    card: optional(root.card, 'card'),
    program: optional(root.program, 'program'),
  }
}

function fail(field: string, need: string): never {
  throw new EvidenceError(`The file has no valid ${field} (${need}).`)
}

function recordOf(value: Json | undefined, field: string): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : fail(field, 'an object')
}

function requireFields(record: Record<string, Json>, names: readonly string[], what: string): void {
  const unknown = Object.keys(record).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new EvidenceError(
      `${what} has a field ${JSON.stringify(unknown)}, which evidence does not have.`,
    )
  }
}

function listOf(value: Json | undefined, field: string): readonly Json[] {
  return Array.isArray(value) ? value : fail(field, 'a list')
}

function countOf(value: Json | undefined, field: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail(field, 'a whole number from 0 on')
}

function bytesOf(value: Json | undefined, field: string): Hex {
  return isHex(value) && value.length % 2 === 0 && value === value.toLowerCase()
    ? value
    : fail(field, 'bytes in lower-case hexadecimal digits')
}

function wordOf(value: Json | undefined, field: string): Hex {
  const bytes = bytesOf(value, field)
  return bytes.length === 66 ? bytes : fail(field, '32 bytes')
}

function addressOf(value: Json | undefined, field: string): Hex {
  const bytes = bytesOf(value, field)
  return isAddress(bytes) ? bytes : fail(field, 'an address')
}

function optional(value: Json | undefined, field: string): Hex | null {
  return value === null ? null : bytesOf(value, field)
}
