import { JsonFields, MessageError, readRequest } from '@assay/protocol'
import canonicalize from 'canonicalize'
import { bytesToHex, type Hex, hexToBytes, keccak256, toBytes } from 'viem'
import { BaseError } from '../errors/BaseError.ts'
import type { JobState } from '../types/job.ts'
import { EVIDENCE_VERSION, type Evidence } from './types.ts'

/** A file that is no evidence, or not as it was saved. */
export class EvidenceError extends BaseError {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, {
      name: 'EvidenceError',
      remedy: 'Ask for the file again, or save it anew from the job.',
      ...(cause === undefined ? {} : { cause }),
    })
  }
}

/** No evidence needs more (characters). */
const MOST_TEXT = 160_000_000
const STATES: readonly string[] = [
  ...['open', 'claimed', 'revealing', 'submitted', 'accepted', 'rejected'],
  ...['void', 'cancelled', 'expired'],
]

/**
 * Writes evidence as canonical JSON (RFC 8785), with the digest of all its other fields: the same evidence is always the same bytes.
 */
export function encodeEvidence(evidence: Evidence): string {
  const fields = plain(evidence)
  return canonical({ ...fields, digest: digestOf(fields) })
}

/** Evidence as it was read, and whether its digest is that of its fields. */
export type ReadEvidence = { evidence: Evidence; digest: Hex; actualDigest: Hex }

/**
 * Reads evidence, of which nothing is trusted: every field has its type, nothing is missing or too much, and the text is canonical.
 *
 * @throws EvidenceError with one sentence
 */
export function decodeEvidence(text: string): ReadEvidence {
  if (text.length > MOST_TEXT)
    throw new EvidenceError(`The file has ${text.length} characters; no evidence needs as many.`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new EvidenceError('The file is not JSON.', cause)
  }
  try {
    const root = new JsonFields(json, 'evidence')
    const version = root.number('version', 32)
    if (version !== EVIDENCE_VERSION)
      throw new EvidenceError(
        `The file is of version ${version}; this program reads version ${EVIDENCE_VERSION}.`,
      )
    const evidence = read(root)
    const digest = root.hex('digest', 32)
    const fields = plain(evidence)
    // What was read is all that there is, written in the one way in which it can be.
    if (canonical({ ...fields, digest }) !== text.replace(/\n$/, ''))
      throw new EvidenceError(
        'The file is not canonical: it holds a field that no evidence has, or is written in another way.',
      )
    return { evidence, digest, actualDigest: digestOf(fields) }
  } catch (error) {
    if (error instanceof MessageError) throw new EvidenceError(error.message, error)
    throw error
  }
}

function read(root: JsonFields): Evidence {
  const place = root.fields('place')
  const receipt = root.fields('receipt')
  const model = root.fields('model')
  const standing = root.fields('standing')
  return {
    version: EVIDENCE_VERSION,
    place: { chainId: place.number('chainId', 53), market: place.address('market') },
    job: root.hex('job', 32),
    request: readRequest(root.fields('request')),
    input: hexToBytes(root.hex('input')),
    seat: root.number('seat', 8),
    receipt: {
      worker: receipt.address('worker'),
      request: receipt.hex('request', 32),
      outputRoot: receipt.hex('outputRoot', 32),
      evidenceHash: receipt.hex('evidenceHash', 32),
      profile: receipt.hex('profile', 32),
      completedAt: receipt.amount('completedAt', 64),
    },
    signature: root.hex('signature'),
    signer: root.hex('signer'),
    rule: root.word('rule', ['ECDSA', 'ERC-1271', 'ERC-7913']),
    output: hexToBytes(root.hex('output')),
    outputLengths: root.numbers('outputLengths', 64),
    model: {
      name: model.text('name', 64),
      version: model.number('version', 53),
      profile: model.hex('profile', 32),
      root: model.hex('root', 32),
      cardDigest: model.hex('cardDigest', 32),
    },
    card: hexToBytes(root.hex('card')),
    program: hexToBytes(root.hex('program')),
    standing: {
      state: standing.word('state', STATES) as JobState,
      blockNumber: standing.number('blockNumber', 53),
      blockHash: standing.hex('blockHash', 32),
      timestamp: standing.number('timestamp', 53),
    },
  }
}

/** As JSON: amounts as decimal text, bytes as hexadecimal digits. */
function plain(evidence: Evidence): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(evidence, (_, value: unknown) =>
      typeof value === 'bigint'
        ? String(value)
        : value instanceof Uint8Array
          ? bytesToHex(value)
          : value,
    ),
  ) as Record<string, unknown>
}

function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new EvidenceError('There is nothing to write.')
  return text
}

function digestOf(fields: Record<string, unknown>): Hex {
  return keccak256(toBytes(canonical(fields)))
}
